#include "layer_norm.h"

#include <cmath>

#include "simd.h"

namespace glassgpt {

template <typename Real>
void layer_norm_forward(Matrix<Real> out, Vector<Real> mean, Vector<Real> rstd, ConstMatrix<Real> x,
                        ConstVector<Real> gamma, ConstVector<Real> beta) {
  using Reg = Register<Real>;
  const std::size_t width = gamma.size();
  const auto d = static_cast<Real>(width);
  for (Index r = 0; r < x.rows; ++r) {
    const Real* row = x.row(r).data();
    auto sum = Reg::splat(0);
    by_registers<Real>(width, [&](auto part) { sum += part.load(row); });
    const Real mu = Reg::sum(sum) / d;

    auto squares = Reg::splat(0);
    by_registers<Real>(width, [&](auto part) {
      const auto deviation = part.load(row, mu) - mu;
      squares += deviation * deviation;
    });
    const Real scale = 1 / std::sqrt(Reg::sum(squares) / d + static_cast<Real>(kLayerNormEpsilon));

    Real* y = out.row(r).data();
    by_registers<Real>(width, [&](auto part) {
      const auto x_hat = (part.load(row) - mu) * scale;
      part.store(y, part.load(gamma.data()) * x_hat + part.load(beta.data()));
    });
    mean[static_cast<std::size_t>(r)] = mu;
    rstd[static_cast<std::size_t>(r)] = scale;
  }
}

template <typename Real>
void layer_norm_backward(Matrix<Real> dx, Vector<Real> dgamma, Vector<Real> dbeta, ConstMatrix<Real> dout,
                         ConstMatrix<Real> x, ConstVector<Real> mean, ConstVector<Real> rstd, ConstVector<Real> gamma) {
  using Reg = Register<Real>;
  const std::size_t width = gamma.size();
  const auto d = static_cast<Real>(width);
  for (Index r = 0; r < x.rows; ++r) {
    const Real* row = x.row(r).data();
    const Real* dy = dout.row(r).data();
    const Real mu = mean[static_cast<std::size_t>(r)];
    const Real scale = rstd[static_cast<std::size_t>(r)];

    // y = gamma x_hat + beta
    auto sum_g = Reg::splat(0);
    auto sum_g_x_hat = Reg::splat(0);
    by_registers<Real>(width, [&](auto part) {
      const auto x_hat = (part.load(row) - mu) * scale;
      const auto gradient = part.load(dy);
      const auto g = gradient * part.load(gamma.data());
      sum_g += g;
      sum_g_x_hat += g * x_hat;
      part.store(dgamma.data(), part.load(dgamma.data()) + gradient * x_hat);
      part.store(dbeta.data(), part.load(dbeta.data()) + gradient);
    });
    const Real mean_g = Reg::sum(sum_g) / d;
    const Real mean_g_x_hat = Reg::sum(sum_g_x_hat) / d;

    // x_hat = (x - mean(x)) / sqrt(var(x) + eps): the mean and the variance pass gradients on as well
    Real* gradient = dx.row(r).data();
    by_registers<Real>(width, [&](auto part) {
      const auto x_hat = (part.load(row) - mu) * scale;
      const auto g = part.load(dy) * part.load(gamma.data());
      part.store(gradient, (g - mean_g - x_hat * mean_g_x_hat) * scale);
    });
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
