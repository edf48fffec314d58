#include "relu.h"

namespace glassgpt {

template <typename Real>
void relu_forward(Matrix<Real> x) {
  for (Index r = 0; r < x.rows; ++r) {
    for (Real& value : x.row(r)) value = value > 0 ? value : Real{0};
  }
}

template <typename Real>
void relu_backward(Matrix<Real> dx, ConstMatrix<Real> out) {
  for (Index r = 0; r < dx.rows; ++r) {
    Real* gradient = dx.row(r).data();
    const Real* y = out.row(r).data();
    for (Index c = 0; c < dx.cols; ++c) gradient[c] = y[c] > 0 ? gradient[c] : Real{0};
  }
}

template void relu_forward<float>(Matrix<float>);
template void relu_forward<double>(Matrix<double>);
template void relu_backward<float>(Matrix<float>, ConstMatrix<float>);
template void relu_backward<double>(Matrix<double>, ConstMatrix<double>);

}  // namespace glassgpt
