#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "../math/view.h"

namespace glassgpt {

/// A matrix with its name, row-major; a vector has one row.
struct NamedMatrix {
  std::string name;           ///< such as `blocks.0.query`
  Index rows = 0;             ///< height
  Index cols = 0;             ///< width
  std::vector<float> values;  ///< [rows, cols]

  /// Of nothing yet.
  NamedMatrix() = default;
  /// Of zeros.
  NamedMatrix(std::string its_name, Index height, Index width)
      : name(std::move(its_name)), rows(height), cols(width), values(static_cast<std::size_t>(height * width)) {}
  /// A copy.
  NamedMatrix(std::string its_name, MatrixView<const float> matrix)
      : NamedMatrix(std::move(its_name), matrix.rows, matrix.cols) {
    for (Index r = 0; r < rows; ++r) std::copy_n(matrix.row(r).data(), cols, view().row(r).data());
  }

  /// To write to.
  [[nodiscard]] Matrix<float> view() { return {values.data(), rows, cols}; }
};

}  // namespace glassgpt
