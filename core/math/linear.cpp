#include "linear.h"

#include "matmul.h"

namespace glassgpt {

namespace {

template <typename Real>
void add_to_rows(Matrix<Real> out, ConstVector<Real> b) {
  for (Index r = 0; r < out.rows; ++r) {
    Real* y = out.row(r).data();
    for (std::size_t c = 0; c < b.size(); ++c) y[c] += b[c];
  }
}

}  // namespace

template <typename Real>
void linear_forward(Matrix<Real> out, ConstMatrix<Real> x, ConstMatrix<Real> w, ConstVector<Real> b) {
  matmul<Real>(out, x, w);
  add_to_rows<Real>(out, b);
}

template <typename Real>
void linear_add_forward(Matrix<Real> out, ConstMatrix<Real> x, ConstMatrix<Real> w, ConstVector<Real> b) {
  matmul_add<Real>(out, x, w);
  add_to_rows<Real>(out, b);
}

template <typename Real>
void linear_backward(Matrix<Real> dx, Matrix<Real> dw, Vector<Real> db, ConstMatrix<Real> dout, ConstMatrix<Real> x,
                     ConstMatrix<Real> w, bool replace_dx) {
  if (replace_dx) {
    matmul<Real>(dx, dout, transposed(w));
  } else {
    matmul_add<Real>(dx, dout, transposed(w));
  }
  matmul_add<Real>(dw, transposed(x), dout);
  for (Index r = 0; r < dout.rows; ++r) {
    const Real* dy = dout.row(r).data();
    for (std::size_t c = 0; c < db.size(); ++c) db[c] += dy[c];
  }
}

#define GLASSGPT_INSTANTIATE(Real)                                                                                    \
  template void linear_forward<Real>(Matrix<Real>, ConstMatrix<Real>, ConstMatrix<Real>, ConstVector<Real>);          \
  template void linear_add_forward<Real>(Matrix<Real>, ConstMatrix<Real>, ConstMatrix<Real>, ConstVector<Real>);      \
  template void linear_backward<Real>(Matrix<Real>, Matrix<Real>, Vector<Real>, ConstMatrix<Real>, ConstMatrix<Real>, \
                                      ConstMatrix<Real>, bool);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt
