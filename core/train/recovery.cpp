#include "recovery.h"

#include <algorithm>
#include <string>
#include <utility>

#include "../base/error.h"
#include "../base/number_text.h"

namespace glassgpt {

namespace {

/// How often a run that diverges goes on at half the rate: then even the highest one is as low as is ever needed.
constexpr int kMostSetbacks = 6;
/// A run that stands still does, down to this share of the rate that suits it: one at a lower rate is slow, not stuck.
constexpr double kLeastShareOfRate = 0.5;

}  // namespace

void Recovery::keep(std::size_t first, std::span<const float> weights) {
  std::copy(weights.begin(), weights.end(), good_.begin() + static_cast<std::ptrdiff_t>(first));
  has_good_ = true;
  keeps_next_ = false;
}

void Recovery::restore(Model<float>& model) const {
  if (has_good_) model.parameters = good_;
}

Setback Recovery::answer(Trouble trouble, Model<float>& model, TrainingState& state, PhaseMeasures& measures,
                         double suitable_rate) {
  Setback setback = {.trouble = trouble, .loss = measures.plateau().loss()};
  const bool diverged = trouble == Trouble::diverged;
  const bool may_go_back = state.setbacks.count < kMostSetbacks;
  if (diverged && !may_go_back) {
    restore(model);
    throw Error(
        {words::at_step,
         {{"phase", phase_words(state.phase)}, {"epoch", state.epochs_done + 1}, {"step", state.total_steps + 1}}},
        {words::diverged,
         {{"rate", describe_number(learning_rate(state, measures.learning()))}, {"halvings", kMostSetbacks}}},
        words::lower_rate);
  }
  setback.went_back = diverged || (may_go_back && highest_rate(state) > kLeastShareOfRate * suitable_rate);
  if (setback.went_back) {
    restore(model);
    state.setbacks.count += 1;
    state.setbacks.step = state.steps_done;
    measures.restart(state.learning, state.steps_done);
  } else if (std::exchange(plateau_reported_, true)) {
    return {};
  }
  setback.learning_rate = highest_rate(state);
  return setback;
}

}  // namespace glassgpt
