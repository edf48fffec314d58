#include "softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "exponential.h"
#include "simd.h"

namespace glassgpt {

namespace {

template <typename Real>
Real largest_of(std::span<const Real> x) {
  using Reg = Register<Real>;
  auto largest = Reg::splat(x[0]);
  by_registers<Real>(x.size(), [&](auto part) { largest = Reg::larger(part.load(x.data(), x[0]), largest); });
  return Reg::largest(largest);
}

/// Turns x into exp(scale (x - largest)) and returns their sum.
template <typename Real>
Real exponentials(std::span<Real> x, Real scale, Real largest) {
  using Reg = Register<Real>;
  auto sum = Reg::splat(0);
  by_registers<Real>(x.size(), [&](auto part) {
    const auto above = part.load(x.data(), -std::numeric_limits<Real>::infinity()) - largest;
    const auto values = exponential<kNativeLanes<Real>>(scale * above);
    part.store(x.data(), values);
    sum += values;
  });
  return Reg::sum(sum);
}

/// M: as given, or else the number of targets.
Index predicted_rows(Index predicted, std::span<const int> targets) {
  if (predicted > 0) return predicted;
  return std::count_if(targets.begin(), targets.end(), [](int target) { return target >= 0; });
}

}  // namespace

template <typename Real>
void softmax(Vector<Real> x, Real scale) {
  const Real inverse = 1 / exponentials(x, scale, largest_of<Real>(x));
  for (Real& value : x) value *= inverse;
}

template <typename Real>
void softmax_backward(Vector<Real> dp, ConstVector<Real> p, Real scale) {
  auto products = Register<Real>::splat(0);
  by_registers<Real>(p.size(), [&](auto part) { products += part.load(p.data()) * part.load(dp.data()); });
  const Real expected = Register<Real>::sum(products);
  by_registers<Real>(p.size(), [&](auto part) {
    part.store(dp.data(), scale * part.load(p.data()) * (part.load(dp.data()) - expected));
  });
}

template <typename Real>
Real log_sum_exp(ConstVector<Real> x) {
  const Real largest = largest_of<Real>(x);
  auto sum = Register<Real>::splat(0);
  by_registers<Real>(x.size(), [&](auto part) {
    const auto below = part.load(x.data(), -std::numeric_limits<Real>::infinity()) - largest;
    sum += exponential<kNativeLanes<Real>>(below);
  });
  return largest + std::log(Register<Real>::sum(sum));
}

template <typename Real>
double cross_entropy_forward(Matrix<Real> logits, std::span<const int> targets, Index predicted) {
  double loss = 0;
  for (Index n = 0; n < logits.rows; ++n) {
    const std::span<Real> row = logits.row(n);
    const int target = targets[static_cast<std::size_t>(n)];
    // -log p = log(sum exp(x - max)) - (x_target - max), which stays exact where p itself would round to 0.
    const Real largest = largest_of<Real>(row);
    const Real above = target < 0 ? Real{0} : largest - row[static_cast<std::size_t>(target)];
    const Real sum = exponentials(row, Real{1}, largest);
    if (target >= 0) loss += std::log(static_cast<double>(sum)) + static_cast<double>(above);
    const Real inverse = 1 / sum;
    for (Real& value : row) value *= inverse;
  }
  const Index m = predicted_rows(predicted, targets);
  return m > 0 ? loss / static_cast<double>(m) : 0.0;
}

template <typename Real>
void cross_entropy_backward(Matrix<Real> probabilities, std::span<const int> targets, Index predicted) {
  const Real share = 1 / static_cast<Real>(std::max<Index>(predicted_rows(predicted, targets), 1));
  for (Index n = 0; n < probabilities.rows; ++n) {
    const std::span<Real> row = probabilities.row(n);
    const int target = targets[static_cast<std::size_t>(n)];
    const Real scale = target < 0 ? Real{0} : share;
    for (Real& value : row) value *= scale;
    if (target >= 0) row[static_cast<std::size_t>(target)] -= share;
  }
}

#define GLASSGPT_INSTANTIATE(Real)                                                        \
  template void softmax<Real>(Vector<Real>, Real);                                        \
  template void softmax_backward<Real>(Vector<Real>, ConstVector<Real>, Real);            \
  template Real log_sum_exp<Real>(ConstVector<Real>);                                     \
  template double cross_entropy_forward<Real>(Matrix<Real>, std::span<const int>, Index); \
  template void cross_entropy_backward<Real>(Matrix<Real>, std::span<const int>, Index);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt
