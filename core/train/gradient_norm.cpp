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

namespace {

/// Not inlined, because in a vectorised loop the compiler would fuse the two operations for some pieces only.
[[gnu::noinline]] double plus_square(double sum, double norm) {
  return sum + norm * norm;
}

}  // namespace

double clip_factor(double grad_norm, double clip_norm) {
  return clip_norm > 0 && grad_norm > clip_norm ? clip_norm / grad_norm : 1.0;
}

GradientNorm::GradientNorm(const ParameterTable& table, std::span<const Slice> ranges)
    : last_squares_(table.entries().size(), std::numeric_limits<double>::quiet_NaN()) {
  for (const Slice& range : ranges) {
    for (std::size_t i = 0; i < table.entries().size(); ++i) {
      const Parameter& tensor = table.entries()[i];
      const Index begin = std::max(static_cast<Index>(tensor.offset), range.first);
      const Index end = std::min(static_cast<Index>(tensor.offset + tensor.size()), range.first + range.count);
      if (begin < end) pieces_.push_back({.tensor = i, .parameters = {.first = begin, .count = end - begin}});
    }
  }
  norms_.resize(pieces_.size());
}

void GradientNorm::measure(std::size_t piece, std::span<const float> gradients) {
  norms_[piece] = gradient_norm(pieces_[piece].parameters.of(gradients));
}

double GradientNorm::value() const {
  double squared = 0;
  for (const double norm : norms_) squared = plus_square(squared, norm);
  return std::sqrt(squared);
}

void GradientNorm::end() {
  std::fill(last_squares_.begin(), last_squares_.end(), 0.0);
  for (std::size_t i = 0; i < pieces_.size(); ++i)
    last_squares_[pieces_[i].tensor] = plus_square(last_squares_[pieces_[i].tensor], norms_[i]);
}

}  // namespace glassgpt
