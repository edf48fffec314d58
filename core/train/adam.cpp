#include "adam.h"

#include <cmath>
#include <iterator>
#include <numeric>

namespace glassgpt {

template <typename Real>
double gradient_norm(std::span<const Real> gradients) {
  // Several sums side by side, which the compiler keeps in vector registers.
  constexpr std::size_t kSums = 16;
  double squares[kSums] = {};
  const auto add = [&](std::size_t sum, Real g) { squares[sum] += static_cast<double>(g) * static_cast<double>(g); };
  std::size_t i = 0;
  for (; i + kSums <= gradients.size(); i += kSums) {
    for (std::size_t s = 0; s < kSums; ++s) add(s, gradients[i + s]);
  }
  for (; i < gradients.size(); ++i) add(0, gradients[i]);
  return std::sqrt(std::accumulate(std::begin(squares), std::end(squares), 0.0));
}

double clip_factor(double grad_norm, double clip_norm) {
  return clip_norm > 0 && grad_norm > clip_norm ? clip_norm / grad_norm : 1.0;
}

double bias_correction(double beta, std::uint64_t t) {
  // By squaring, which every platform rounds alike.
  double power = 1;
  for (; t > 0; t /= 2) {
    if (t % 2 == 1) power *= beta;
    beta *= beta;
  }
  return 1 - power;
}

template <typename Real>
void adam_update(std::span<Real> parameters, std::span<Real> first_moment, std::span<Real> second_moment,
                 std::span<const Real> gradients, double factor, double learning_rate, double beta2, std::uint64_t t) {
  const auto keep1 = static_cast<Real>(kAdamBeta1);
  const auto keep2 = static_cast<Real>(beta2);
  // Subtracted in double: 1 - beta2 in float would be wrong in its fifth digit.
  const auto share1 = static_cast<Real>(1 - kAdamBeta1);
  const auto share2 = static_cast<Real>(1 - beta2);
  const auto epsilon = static_cast<Real>(kAdamEpsilon);
  const auto clip = static_cast<Real>(factor);
  const auto rate = static_cast<Real>(learning_rate / bias_correction(kAdamBeta1, t));
  const auto correction2 = static_cast<Real>(1 / bias_correction(beta2, t));

  // No two of them overlap, which is what lets the compiler take several values at a time.
  Real* __restrict theta = parameters.data();
  Real* __restrict m = first_moment.data();
  Real* __restrict v = second_moment.data();
  const Real* __restrict gradient = gradients.data();
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    const Real g = clip * gradient[i];
    m[i] = keep1 * m[i] + share1 * g;
    v[i] = keep2 * v[i] + share2 * g * g;
    theta[i] -= rate * m[i] / (std::sqrt(v[i] * correction2) + epsilon);
  }
}

template double gradient_norm<float>(std::span<const float>);
template double gradient_norm<double>(std::span<const double>);
template void adam_update<float>(std::span<float>, std::span<float>, std::span<float>, std::span<const float>, double,
                                 double, double, std::uint64_t);
template void adam_update<double>(std::span<double>, std::span<double>, std::span<double>, std::span<const double>,
                                  double, double, double, std::uint64_t);

}  // namespace glassgpt
