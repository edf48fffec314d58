#include "schedule.h"

#include <cmath>
#include <numbers>

#include "learning.h"

namespace glassgpt {

double schedule_factor(Schedule schedule, std::uint64_t warmup_steps, std::uint64_t step, std::uint64_t steps) {
  if (step <= warmup_steps) return static_cast<double>(step) / static_cast<double>(warmup_steps);
  if (steps <= warmup_steps) return 1;
  const double done = static_cast<double>(step - 1 - warmup_steps) / static_cast<double>(steps - warmup_steps);
  switch (schedule) {
    case Schedule::linear:
      return 1 - done;
    case Schedule::cosine:
      return (1 + std::cos(std::numbers::pi * done)) / 2;
    case Schedule::constant:
      break;
  }
  return 1;
}

double highest_rate(const TrainingState& state) {
  return std::ldexp(state.options.phase(state.phase).learning_rate, -state.setbacks.count);
}

std::uint64_t update_number(const TrainingState& state) {
  return state.steps_done - state.setbacks.step + 1;
}

double learning_rate(const TrainingState& state, const Learning& learning) {
  const TrainingOptions& options = state.options;
  const auto warmup_steps = static_cast<std::uint64_t>(options.warmup_steps);
  const std::uint64_t step = state.steps_done + 1;
  const double factor = learning.rate_factor(state.learning, options.schedule, warmup_steps, step);
  const double rise =
      state.setbacks.step > 0 ? schedule_factor(Schedule::constant, warmup_steps, update_number(state), step) : 1;
  return highest_rate(state) * factor * rise;
}

}  // namespace glassgpt
