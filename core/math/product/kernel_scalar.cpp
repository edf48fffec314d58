// The product in standard C++, without the vector types of GCC and Clang, for any compiler and processor.

#include <algorithm>
#include <cstddef>

#include "kernels.h"

namespace glassgpt {

namespace {

using std::ptrdiff_t;

// What of B is met by all rows of A before the next: it stays in the first-level cache.
constexpr ptrdiff_t kDepth = 64;
constexpr ptrdiff_t kCols = 128;

/// Adds the product of a row of A and a block of B, [depth, kCols] packed, to columns of a row of C. Four steps down
/// the depth at a time, so that C is read and written once for them; compilers turn the inner loops into vectors.
template <typename Real>
void add_row(Real* c, ptrdiff_t cols, const Real* a, ptrdiff_t a_col, const Real* b, ptrdiff_t depth) {
  ptrdiff_t k = 0;
  for (; k + 4 <= depth; k += 4) {
    const Real a0 = a[k * a_col];
    const Real a1 = a[(k + 1) * a_col];
    const Real a2 = a[(k + 2) * a_col];
    const Real a3 = a[(k + 3) * a_col];
    const Real* rows = b + k * kCols;
    for (ptrdiff_t j = 0; j < cols; ++j) {
      c[j] += a0 * rows[j] + a1 * rows[kCols + j] + a2 * rows[2 * kCols + j] + a3 * rows[3 * kCols + j];
    }
  }
  for (; k < depth; ++k) {
    for (ptrdiff_t j = 0; j < cols; ++j) c[j] += a[k * a_col] * b[k * kCols + j];
  }
}

template <typename Real>
void multiply_block(const Product<Real>& p, ptrdiff_t first_depth, ptrdiff_t first_col) {
  alignas(64) static thread_local Real block[kDepth * kCols];
  const ptrdiff_t end_depth = std::min(first_depth + kDepth, p.depth);
  const ptrdiff_t end_col = std::min(first_col + kCols, p.cols);
  for (ptrdiff_t k = first_depth; k < end_depth; ++k) {
    Real* const row = block + (k - first_depth) * kCols;
    for (ptrdiff_t j = first_col; j < end_col; ++j) row[j - first_col] = p.b[k * p.b_row + j * p.b_col];
  }
  for (ptrdiff_t i = 0; i < p.rows; ++i) {
    const ptrdiff_t visible = i + p.diagonal + 1;
    const ptrdiff_t end = p.mask == CausalMask::left ? std::min(end_depth, visible) : end_depth;
    const ptrdiff_t begin = p.mask == CausalMask::left_transposed ? std::max(first_depth, i - p.diagonal) : first_depth;
    const ptrdiff_t cols = (p.mask == CausalMask::output ? std::min(end_col, visible) : end_col) - first_col;
    add_row(p.c + i * p.c_row + first_col, cols, p.a + i * p.a_row + begin * p.a_col, p.a_col,
            block + (begin - first_depth) * kCols, end - begin);
  }
}

template <typename Real>
void multiply(const Product<Real>& p) {
  for (ptrdiff_t i = 0; i < p.rows && !p.accumulate; ++i) std::fill_n(p.c + i * p.c_row, p.cols, Real{0});
  for (ptrdiff_t col = 0; col < p.cols; col += kCols) {
    for (ptrdiff_t k = 0; k < p.depth; k += kDepth) multiply_block(p, k, col);
  }
}

}  // namespace

template <typename Real>
const ProductKernel<Real>* scalar_kernel() {
  static constexpr ProductKernel<Real> kernel = {"scalar", multiply<Real>};
  return &kernel;
}

template const ProductKernel<float>* scalar_kernel();
template const ProductKernel<double>* scalar_kernel();

}  // namespace glassgpt
