#pragma once

#include <cstdint>
#include <span>

#include "../state/training_options.h"

namespace glassgpt {

/// What Adam divides a moment by after t steps, because it began at 0: \f$ 1 - \beta^t \f$. @param t  from 1
double bias_correction(double beta, std::uint64_t t);

/// What an update goes by, beside the gradients and what it remembers of those before.
struct AdamStep {
  double factor = 1;         ///< what the gradients are multiplied by to give g: clip_factor()
  double learning_rate = 0;  ///< \f$ \alpha \f$
  AdamOptions options = {};  ///< betas from 0 to less than 1
  std::uint64_t t = 1;       ///< number of the update, from 1
};

/// One update of Adam (Kingma and Ba 2015, algorithm 1) at step t:
/// \f$ m = \beta_1 m + (1 - \beta_1) g \f$, \f$ v = \beta_2 v + (1 - \beta_2) g^2 \f$,
/// \f$ \theta = \theta - \alpha \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon} \f$.
///
/// @param[in,out] parameters  \f$ \theta \f$
/// @param[in,out] first_moment  m, running mean of the gradients: as many as parameters, 0 before the first step
/// @param[in,out] second_moment  v, running mean of their squares: likewise
template <typename Real>
void adam_update(std::span<Real> parameters, std::span<Real> first_moment, std::span<Real> second_moment,
                 std::span<const Real> gradients, const AdamStep& step);

/// What Adam's next update of one parameter begins with.
struct AdamInputs {
  float first = 0;       ///< m
  float second = 0;      ///< v
  AdamStep step;         ///< its factor left at 1
  double clip_norm = 0;  ///< of the run
};

}  // namespace glassgpt
