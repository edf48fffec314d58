#pragma once

#include <cstddef>

namespace glassgpt {

/// What a causal mask lets a product leave out. Row r of a masked matrix holds its columns up to r + diagonal; what
/// lies to the right of them counts as 0.
enum class CausalMask {
  none,             ///< nothing
  output,           ///< of C only the columns up to the diagonal are needed; the others may come out as anything
  left,             ///< A is masked
  left_transposed,  ///< A is the transpose of a masked matrix
};

/// A matrix product C = A B or C += A B, as every implementation takes it. Element (i, j) of A lies at
/// `a[i * a_row + j * a_col]`, and likewise that of B; one of the two strides is 1.
template <typename Real>
struct Product {
  std::ptrdiff_t rows = 0;             ///< of A and C
  std::ptrdiff_t cols = 0;             ///< of B and C
  std::ptrdiff_t depth = 0;            ///< columns of A, rows of B
  const Real* a = nullptr;             ///< [rows, depth]
  std::ptrdiff_t a_row = 0;            ///< elements from one row of A to the next
  std::ptrdiff_t a_col = 0;            ///< from one column of A to the next
  const Real* b = nullptr;             ///< [depth, cols]
  std::ptrdiff_t b_row = 0;            ///< as of A
  std::ptrdiff_t b_col = 0;            ///< as of A
  Real* c = nullptr;                   ///< [rows, cols]
  std::ptrdiff_t c_row = 0;            ///< as of A; C's columns lie side by side
  bool accumulate = false;             ///< add to C rather than replace it
  CausalMask mask = CausalMask::none;  ///< what may be left out
  std::ptrdiff_t diagonal = 0;         ///< of the mask
};

}  // namespace glassgpt
