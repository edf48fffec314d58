#include "layer_norm.h"

#include <cmath>

namespace glassgpt {

template <typename Real>
void layer_norm_forward(Matrix<Real> out, Vector<Real> mean, Vector<Real> rstd, ConstMatrix<Real> x,
                        ConstVector<Real> gamma, ConstVector<Real> beta) {
  const auto d = static_cast<Real>(x.cols);
  for (Index r = 0; r < x.rows; ++r) {
    const std::span<const Real> row = x.row(r);
    Real sum = 0;
    for (const Real value : row) sum += value;
    const Real mu = sum / d;

    Real squares = 0;
    for (const Real value : row) squares += (value - mu) * (value - mu);
    const Real scale = 1 / std::sqrt(squares / d + static_cast<Real>(kLayerNormEpsilon));

    const std::span<Real> y = out.row(r);
    for (std::size_t c = 0; c < row.size(); ++c) y[c] = gamma[c] * ((row[c] - mu) * scale) + beta[c];
    mean[static_cast<std::size_t>(r)] = mu;
    rstd[static_cast<std::size_t>(r)] = scale;
  }
}

template <typename Real>
void layer_norm_backward(Matrix<Real> dx, Vector<Real> dgamma, Vector<Real> dbeta, ConstMatrix<Real> dout,
                         ConstMatrix<Real> x, ConstVector<Real> mean, ConstVector<Real> rstd, ConstVector<Real> gamma) {
  const auto d = static_cast<Real>(x.cols);
  for (Index r = 0; r < x.rows; ++r) {
    const std::span<const Real> row = x.row(r);
    const std::span<const Real> dy = dout.row(r);
    const Real mu = mean[static_cast<std::size_t>(r)];
    const Real scale = rstd[static_cast<std::size_t>(r)];

    // y = gamma x_hat + beta
    Real mean_g = 0;
    Real mean_g_x_hat = 0;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const Real x_hat = (row[c] - mu) * scale;
      const Real g = dy[c] * gamma[c];
      mean_g += g;
      mean_g_x_hat += g * x_hat;
      dgamma[c] += dy[c] * x_hat;
      dbeta[c] += dy[c];
    }
    mean_g /= d;
    mean_g_x_hat /= d;

    // x_hat = (x - mean(x)) / sqrt(var(x) + eps): the mean and the variance pass gradients on as well
    const std::span<Real> gradient = dx.row(r);
    for (std::size_t c = 0; c < row.size(); ++c) {
      const Real x_hat = (row[c] - mu) * scale;
      gradient[c] += (dy[c] * gamma[c] - mean_g - x_hat * mean_g_x_hat) * scale;
    }
  }
}

#define GLASSGPT_INSTANTIATE(Real)                                                                     \
  template void layer_norm_forward<Real>(Matrix<Real>, Vector<Real>, Vector<Real>, ConstMatrix<Real>,  \
                                         ConstVector<Real>, ConstVector<Real>);                        \
  template void layer_norm_backward<Real>(Matrix<Real>, Vector<Real>, Vector<Real>, ConstMatrix<Real>, \
                                          ConstMatrix<Real>, ConstVector<Real>, ConstVector<Real>, ConstVector<Real>);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt
