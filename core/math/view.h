#pragma once

#include <cstddef>
#include <span>
#include <type_traits>

namespace glassgpt {

/// Signed size and index of the numeric code, so that differences of two need no care.
using Index = std::ptrdiff_t;

/// A row-major matrix somewhere else in memory: it owns nothing. Row r begins at `data + r * stride`; a stride above
/// `cols` makes it a block of columns of a wider matrix, such as one attention head.
template <typename Element>
struct MatrixView {
  Element* data = nullptr;  ///< of row 0, column 0
  Index rows = 0;           ///< height
  Index cols = 0;           ///< width
  Index stride = 0;         ///< elements from the beginning of one row to that of the next

  /// A view of nothing.
  MatrixView() = default;
  /// Rows without gaps between them.
  MatrixView(Element* first, Index row_count, Index column_count)
      : MatrixView(first, row_count, column_count, column_count) {}
  /// Rows that begin `row_stride` elements apart.
  MatrixView(Element* first, Index row_count, Index column_count, Index row_stride)
      : data(first), rows(row_count), cols(column_count), stride(row_stride) {}

  /// A view to read from out of one to write to.
  template <typename Mutable>
  requires std::is_same_v<Element, const Mutable>
  // NOLINTNEXTLINE(google-explicit-constructor): as std::span
  MatrixView(const MatrixView<Mutable>& other) : MatrixView(other.data, other.rows, other.cols, other.stride) {}

  /// Row r [cols].
  [[nodiscard]] std::span<Element> row(Index r) const { return {data + r * stride, static_cast<std::size_t>(cols)}; }

  /// Rows first … first + count - 1.
  [[nodiscard]] MatrixView middle_rows(Index first, Index count) const {
    return {data + first * stride, count, cols, stride};
  }

  /// Columns first … first + count - 1.
  [[nodiscard]] MatrixView middle_cols(Index first, Index count) const { return {data + first, rows, count, stride}; }
};

// What the operations take. Const views are not deduced from, so that a mutable one converts by itself.

/// A matrix that an operation writes to.
template <typename Real>
using Matrix = MatrixView<Real>;
/// A matrix that an operation reads.
template <typename Real>
using ConstMatrix = std::type_identity_t<MatrixView<const Real>>;
/// A vector that an operation writes to.
template <typename Real>
using Vector = std::span<Real>;
/// A vector that an operation reads.
template <typename Real>
using ConstVector = std::type_identity_t<std::span<const Real>>;

}  // namespace glassgpt
