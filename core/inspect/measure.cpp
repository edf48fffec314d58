#include "measure.h"

#include <cmath>

#include "../train/gradient_norm.h"

namespace glassgpt {

double root_mean_square(std::span<const float> values) {
  return values.empty() ? 0.0 : gradient_norm<float>(values) / std::sqrt(static_cast<double>(values.size()));
}

}  // namespace glassgpt
