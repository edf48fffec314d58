#pragma once

#include <cstddef>
#include <span>
#include <type_traits>

namespace glassgpt {

/// Signed size and index of the numeric code, the same as Eigen's.
using Index = std::ptrdiff_t;

/// A row-major matrix somewhere else in memory: it owns nothing. Row r begins at `data + r * stride`; a stride above
/// `cols` makes it a block of columns of a wider matrix, such as one attention head.
template <typename Element>
struct MatrixView {
  Element* data = nullptr;
  Index rows = 0;
  Index cols = 0;
  Index stride = 0;

  MatrixView() = default;
  MatrixView(Element* first, Index row_count, Index column_count)
      : MatrixView(first, row_count, column_count, column_count) {}
  MatrixView(Element* first, Index row_count, Index column_count, Index row_stride)
      : data(first), rows(row_count), cols(column_count), stride(row_stride) {}

  /// A view to read from out of one to write to.
  template <typename Mutable>
  requires std::is_same_v<Element, const Mutable> MatrixView(
      const MatrixView<Mutable>& other)  // NOLINT(google-explicit-constructor): as std::span
      : MatrixView(other.data, other.rows, other.cols, other.stride) {}

  [[nodiscard]] std::span<Element> row(Index r) const { return {data + r * stride, static_cast<std::size_t>(cols)}; }

  /// Rows first … first + count - 1.
  [[nodiscard]] MatrixView middle_rows(Index first, Index count) const {
    return {data + first * stride, count, cols, stride};
  }

  /// Columns first … first + count - 1.
  [[nodiscard]] MatrixView middle_cols(Index first, Index count) const { return {data + first, rows, count, stride}; }
};

// What the operations take. Const views are not deduced from, so that a mutable one converts by itself.
template <typename Real>
using Matrix = MatrixView<Real>;
template <typename Real>
using ConstMatrix = std::type_identity_t<MatrixView<const Real>>;
template <typename Real>
using Vector = std::span<Real>;
template <typename Real>
using ConstVector = std::type_identity_t<std::span<const Real>>;

}  // namespace glassgpt
