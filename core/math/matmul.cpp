#include "matmul.h"

#include <Eigen/Core>

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

/// Calls use(a, b) with the operands as Eigen expressions, transposed where they ask for it.
template <typename Real, typename Use>
void with_operands(const Operand<Real>& a, const Operand<Real>& b, Use use) {
  const auto left = as_eigen<Real>(a.matrix);
  const auto right = as_eigen<Real>(b.matrix);
  if (a.transposed && b.transposed) {
    use(left.transpose(), right.transpose());
  } else if (a.transposed) {
    use(left.transpose(), right);
  } else if (b.transposed) {
    use(left, right.transpose());
  } else {
    use(left, right);
  }
}

}  // namespace

template <typename Real>
void matmul(Matrix<Real> c, std::type_identity_t<Operand<Real>> a, std::type_identity_t<Operand<Real>> b) {
  Map<Real> out(c.data, c.rows, c.cols, Eigen::OuterStride<>(c.stride));
  with_operands<Real>(a, b, [&](const auto& left, const auto& right) { out.noalias() = left * right; });
}

template <typename Real>
void matmul_add(Matrix<Real> c, std::type_identity_t<Operand<Real>> a, std::type_identity_t<Operand<Real>> b) {
  Map<Real> out(c.data, c.rows, c.cols, Eigen::OuterStride<>(c.stride));
  with_operands<Real>(a, b, [&](const auto& left, const auto& right) { out.noalias() += left * right; });
}

template void matmul<float>(Matrix<float>, Operand<float>, Operand<float>);
template void matmul<double>(Matrix<double>, Operand<double>, Operand<double>);
template void matmul_add<float>(Matrix<float>, Operand<float>, Operand<float>);
template void matmul_add<double>(Matrix<double>, Operand<double>, Operand<double>);

}  // namespace glassgpt
