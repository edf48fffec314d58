#include "matmul.h"

#include "product/kernels.h"

namespace glassgpt {

namespace {

template <typename Real>
Product<Real> product(Matrix<Real> c, const Operand<Real>& a, const Operand<Real>& b) {
  Product<Real> p = {};
  p.rows = c.rows;
  p.cols = c.cols;
  p.depth = a.transposed ? a.matrix.rows : a.matrix.cols;
  p.a = a.matrix.data;
  p.a_row = a.transposed ? 1 : a.matrix.stride;
  p.a_col = a.transposed ? a.matrix.stride : 1;
  p.b = b.matrix.data;
  p.b_row = b.transposed ? 1 : b.matrix.stride;
  p.b_col = b.transposed ? b.matrix.stride : 1;
  p.c = c.data;
  p.c_row = c.stride;
  if (a.masked) p.mask = a.transposed ? CausalMask::left_transposed : CausalMask::left;
  p.diagonal = a.diagonal;
  return p;
}

template <typename Real>
void run(const Product<Real>& p) {
  static const ProductKernel<Real>& kernel = product_kernel<Real>();
  kernel.multiply(p);
}

}  // namespace

template <typename Real>
void matmul(Matrix<Real> c, std::type_identity_t<Operand<Real>> a, std::type_identity_t<Operand<Real>> b) {
  run(product(c, a, b));
}

template <typename Real>
void matmul_add(Matrix<Real> c, std::type_identity_t<Operand<Real>> a, std::type_identity_t<Operand<Real>> b) {
  Product<Real> p = product(c, a, b);
  p.accumulate = true;
  run(p);
}

template <typename Real>
void matmul_causal(Matrix<Real> c, Index diagonal, std::type_identity_t<Operand<Real>> a,
                   std::type_identity_t<Operand<Real>> b) {
  Product<Real> p = product(c, a, b);
  p.mask = CausalMask::output;
  p.diagonal = diagonal;
  run(p);
}

#define GLASSGPT_INSTANTIATE(Real)                                            \
  template void matmul<Real>(Matrix<Real>, Operand<Real>, Operand<Real>);     \
  template void matmul_add<Real>(Matrix<Real>, Operand<Real>, Operand<Real>); \
  template void matmul_causal<Real>(Matrix<Real>, Index, Operand<Real>, Operand<Real>);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt
