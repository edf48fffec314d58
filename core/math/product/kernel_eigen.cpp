// The product by Eigen. CMake leaves this source out where nothing asks for it.

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>

#include "kernels.h"

namespace glassgpt {

namespace {

template <typename Real>
using RowMajor = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <typename Real>
using Map = Eigen::Map<RowMajor<Real>, Eigen::Unaligned, Eigen::OuterStride<>>;
template <typename Real>
using ConstMap = Eigen::Map<const RowMajor<Real>, Eigen::Unaligned, Eigen::OuterStride<>>;

/// C += A B, all of it.
template <typename Real>
void add_whole(const Product<Real>& p) {
  Map<Real> c(p.c, p.rows, p.cols, Eigen::OuterStride<>(p.c_row));
  const auto with_left = [&](const auto& a) {
    if (p.b_col == 1) {
      c.noalias() += a * ConstMap<Real>(p.b, p.depth, p.cols, Eigen::OuterStride<>(p.b_row));
    } else {
      c.noalias() += a * ConstMap<Real>(p.b, p.cols, p.depth, Eigen::OuterStride<>(p.b_col)).transpose();
    }
  };
  if (p.a_col == 1) {
    with_left(ConstMap<Real>(p.a, p.rows, p.depth, Eigen::OuterStride<>(p.a_row)));
  } else {
    with_left(ConstMap<Real>(p.a, p.depth, p.rows, Eigen::OuterStride<>(p.a_col)).transpose());
  }
}

/// Rows of C that are multiplied at a time where there is a mask: what no row of the group needs is left out.
constexpr std::ptrdiff_t kMaskedRows = 32;

/// C = A B or C += A B.
template <typename Real>
void multiply_by_eigen(const Product<Real>& p) {
  if (!p.accumulate) {
    for (std::ptrdiff_t r = 0; r < p.rows; ++r) std::fill_n(p.c + r * p.c_row, p.cols, Real{0});
  }
  if (p.mask == CausalMask::none) {
    add_whole(p);
    return;
  }
  for (std::ptrdiff_t first = 0; first < p.rows; first += kMaskedRows) {
    Product<Real> group = p;
    group.rows = std::min(kMaskedRows, p.rows - first);
    group.a += first * p.a_row;
    group.c += first * p.c_row;
    const std::ptrdiff_t visible = std::max<std::ptrdiff_t>(first + group.rows + p.diagonal, 0);
    if (p.mask == CausalMask::output) group.cols = std::min(p.cols, visible);
    if (p.mask == CausalMask::left) group.depth = std::min(p.depth, visible);
    if (p.mask == CausalMask::left_transposed) {
      const std::ptrdiff_t hidden = std::clamp<std::ptrdiff_t>(first - p.diagonal, 0, p.depth);
      group.a += hidden * p.a_col;
      group.b += hidden * p.b_row;
      group.depth -= hidden;
    }
    add_whole(group);
  }
}

}  // namespace

template <typename Real>
const ProductKernel<Real>* eigen_kernel() {
  static constexpr ProductKernel<Real> kernel = {"eigen", multiply_by_eigen<Real>};
  return &kernel;
}

template const ProductKernel<float>* eigen_kernel();
template const ProductKernel<double>* eigen_kernel();

}  // namespace glassgpt
