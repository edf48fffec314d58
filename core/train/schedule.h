#pragma once

#include <cstdint>

#include "../state/training_state.h"

namespace glassgpt {

class Learning;

/// What the learning rate of a phase's step is multiplied by. With W warm-up steps of S in all, step t from 1:
///
/// - up to W, \f$ t / W \f$ (Vaswani et al. 2017, section 5.3), so that Adam has averaged some gradients before it
/// makes
///   long steps;
/// - then, with \f$ p = (t - 1 - W) / (S - W) \f$, the share of the rest that is done before the step: 1, or
///   \f$ 1 - p \f$, or \f$ (1 + \cos(\pi p)) / 2 \f$ (Loshchilov and Hutter 2017, equation 5, without restarts).
///
/// A fall begins at 1 and would reach 0 with the step after the last one, so that no step is without effect. A phase
/// of fewer steps than its warm-up ends before its full rate.
///
/// @param step  from 1 to one more than `steps`, for what would follow
double schedule_factor(Schedule schedule, std::uint64_t warmup_steps, std::uint64_t step, std::uint64_t steps);

/// The learning rate of a phase at its highest: half of that in the options for every setback of the run.
double highest_rate(const TrainingState& state);

/// Number of the run's next update since the phase began or went back, from 1: Adam's t.
std::uint64_t update_number(const TrainingState& state);

/// The learning rate of the run's next step. After a setback it warms up again.
/// @param learning  of the phase under way
double learning_rate(const TrainingState& state, const Learning& learning);

}  // namespace glassgpt
