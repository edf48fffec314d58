#pragma once

#include <span>

namespace glassgpt {

/// How large numbers are: \f$ \sqrt{\frac 1 n \sum_i x_i^2} \f$, summed in double; 0 for none.
double root_mean_square(std::span<const float> values);

}  // namespace glassgpt
