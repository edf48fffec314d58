#include "gradient_norm.h"

#include <algorithm>
#include <iterator>
#include <limits>
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

template double gradient_norm<float>(std::span<const float>);
template double gradient_norm<double>(std::span<const double>);

double clip_factor(double grad_norm, double clip_norm) {
  return clip_norm > 0 && grad_norm > clip_norm ? clip_norm / grad_norm : 1.0;
}

GradientNorm::GradientNorm(std::size_t tensors)
    : squares_(tensors), last_squares_(tensors, std::numeric_limits<double>::quiet_NaN()) {}

void GradientNorm::begin() {
  squared_ = 0;
  std::fill(squares_.begin(), squares_.end(), 0.0);
}

void GradientNorm::add(const ParameterTable& table, std::size_t first, std::span<const float> gradients) {
  const std::span<const Parameter> tensors = table.entries();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const std::size_t begin = std::max(tensors[i].offset, first);
    const std::size_t end = std::min(tensors[i].offset + tensors[i].size(), first + gradients.size());
    if (begin >= end) continue;
    const double norm = gradient_norm(gradients.subspan(begin - first, end - begin));
    squares_[i] += norm * norm;
    squared_ += norm * norm;
  }
}

}  // namespace glassgpt
