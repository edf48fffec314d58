#include "learning.h"

#include <algorithm>
#include <cmath>

namespace glassgpt {

namespace {

/// Checks that a phase of the expected length has, at most.
constexpr std::uint64_t kMostChecks = 20;
/// Steps between two checks, at least.
constexpr std::uint64_t kLeastStepsBetween = 50;
/// Examples trained on between two checks, for each that is checked: a check is a forward pass, a third of a step.
constexpr std::size_t kTrainedForChecked = 6;

std::uint64_t fall_end(const LearningState& state) {
  return state.fall_begin + state.fall_steps;
}

}  // namespace

std::uint64_t expected_tuning_steps(std::size_t questions, std::size_t batch_size) {
  constexpr double kBase = 250;
  constexpr double kOfEachQuestion = 0.2;
  constexpr double kBatch = 16;
  const double steps = kBase + kOfEachQuestion * static_cast<double>(questions);
  return static_cast<std::uint64_t>(steps *
                                    std::sqrt(kBatch / static_cast<double>(std::max<std::size_t>(batch_size, 1))));
}

Learning::Learning(std::uint64_t most_steps, std::uint64_t expected_steps, std::size_t batch_size, std::size_t checked,
                   bool until_learned)
    : most_steps_(most_steps), expected_steps_(std::min(expected_steps, most_steps)), until_learned_(until_learned) {
  const std::size_t cheap = kTrainedForChecked * checked / std::max<std::size_t>(batch_size, 1);
  steps_between_ = std::max({kLeastStepsBetween, expected_steps_ / kMostChecks, std::uint64_t{cheap}});
}

std::uint64_t Learning::middle(const LearningState& state) const {
  return state.begin + (most_steps_ - state.begin) / 2;
}

bool Learning::may_end(const LearningState& state, std::uint64_t steps) const {
  return steps >= most_steps_ || (state.fall_begin > 0 && steps == fall_end(state));
}

bool Learning::is_due(const LearningState& state, std::uint64_t steps) const {
  const bool has_to_fall = state.fall_begin == 0 && steps == middle(state);
  return steps > 0 && (steps % steps_between_ == 0 || has_to_fall || may_end(state, steps));
}

void Learning::take(LearningState& state, std::uint64_t steps, const Known& known) const {
  const bool right = known.reaches(kLearnedShare);
  state.checked_at = steps;
  if (may_end(state, steps)) {
    state.learned = right && state.right_before;
    state.fall_begin = state.fall_steps = 0;
  } else if (state.fall_begin == 0 && (known.reaches(kFallsFrom) || steps >= middle(state))) {
    state.fall_begin = steps;
    const auto fall = static_cast<std::uint64_t>(kFallShare * static_cast<double>(steps - state.begin));
    state.fall_steps = std::min(fall, most_steps_ - steps);
  }
  state.right_before = right;
}

double Learning::rate_factor(const LearningState& state, Schedule schedule, std::uint64_t warmup_steps,
                             std::uint64_t step) const {
  if (!until_learned_) return schedule_factor(schedule, warmup_steps, step, most_steps_);
  const double rise = schedule_factor(Schedule::constant, warmup_steps, step, most_steps_);
  if (state.fall_begin == 0) return rise;
  return rise * schedule_factor(schedule, 0, step - state.fall_begin, state.fall_steps);
}

std::uint64_t Learning::steps_left(const LearningState& state, std::uint64_t steps) const {
  if (state.learned || steps >= most_steps_) return 0;
  if (!until_learned_) return most_steps_ - steps;
  if (state.fall_begin > 0) return fall_end(state) - steps;
  // Not even the fall has begun: at least that is still to come.
  const std::uint64_t taken = steps - state.begin;
  const auto fall = static_cast<std::uint64_t>(kFallShare * static_cast<double>(std::max(taken, steps_between_)));
  const std::uint64_t expected = expected_steps_ > taken ? expected_steps_ - taken : 0;
  return std::min(std::max(expected, fall), most_steps_ - steps);
}

}  // namespace glassgpt
