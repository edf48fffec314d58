#include "matmul.h"

#include <Eigen/Core>
#include <algorithm>

namespace glassgpt {

namespace {

template <typename Scalar>
using RowMajor = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <typename Real>
using ConstMap = Eigen::Map<const RowMajor<Real>, Eigen::Unaligned, Eigen::OuterStride<>>;
template <typename Real>
using Map = Eigen::Map<RowMajor<Real>, Eigen::Unaligned, Eigen::OuterStride<>>;

template <typename Real>
ConstMap<Real> as_eigen(MatrixView<const Real> m) {
  return {m.data, m.rows, m.cols, Eigen::OuterStride<>(m.stride)};
}

/// C += A B for Eigen expressions.
template <typename Real, typename Left, typename Right>
void add_product(Matrix<Real> c, const Left& left, const Right& right) {
  Map<Real> out(c.data, c.rows, c.cols, Eigen::OuterStride<>(c.stride));
  out.noalias() += left * right;
}

}  // namespace

template <typename Real>
void matmul_add(Matrix<Real> c, std::type_identity_t<Operand<Real>> a, std::type_identity_t<Operand<Real>> b) {
  const auto left = as_eigen<Real>(a.matrix);
  const auto right = as_eigen<Real>(b.matrix);
  if (a.transposed) {
    add_product(c, left.transpose(), right);
  } else if (b.transposed) {
    add_product(c, left, right.transpose());
  } else {
    add_product(c, left, right);
  }
}

template <typename Real>
void matmul(Matrix<Real> c, std::type_identity_t<Operand<Real>> a, std::type_identity_t<Operand<Real>> b) {
  for (Index r = 0; r < c.rows; ++r) std::fill_n(c.row(r).data(), c.cols, Real{0});
  matmul_add<Real>(c, a, b);
}

template void matmul<float>(Matrix<float>, Operand<float>, Operand<float>);
template void matmul<double>(Matrix<double>, Operand<double>, Operand<double>);
template void matmul_add<float>(Matrix<float>, Operand<float>, Operand<float>);
template void matmul_add<double>(Matrix<double>, Operand<double>, Operand<double>);

}  // namespace glassgpt
