#include "adam.h"

#include <cmath>

namespace glassgpt {

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
                 std::span<const Real> gradients, const AdamStep& step) {
  const auto keep1 = static_cast<Real>(step.options.beta1);
  const auto keep2 = static_cast<Real>(step.options.beta2);
  // Subtracted in double: 1 - beta2 in float would be wrong in its fifth digit.
  const auto share1 = static_cast<Real>(1 - step.options.beta1);
  const auto share2 = static_cast<Real>(1 - step.options.beta2);
  const auto epsilon = static_cast<Real>(step.options.epsilon);
  const auto clip = static_cast<Real>(step.factor);
  const auto rate = static_cast<Real>(step.learning_rate / bias_correction(step.options.beta1, step.t));
  const auto correction2 = static_cast<Real>(1 / bias_correction(step.options.beta2, step.t));

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

template void adam_update<float>(std::span<float>, std::span<float>, std::span<float>, std::span<const float>,
                                 const AdamStep&);
template void adam_update<double>(std::span<double>, std::span<double>, std::span<double>, std::span<const double>,
                                  const AdamStep&);

}  // namespace glassgpt
