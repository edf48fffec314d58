#include "native/training_pace.h"

#include <algorithm>

namespace glassgpt {

namespace {

/// A rate that is 0 rather than infinite before time has passed.
double per_second(double count, std::chrono::steady_clock::duration time) {
  const double seconds = std::chrono::duration<double>(time).count();
  return seconds > 0 ? count / seconds : 0;
}

/// Tokens of so many steps of a phase, about.
double tokens_of(const PhaseReport& phase, std::uint64_t steps) {
  return static_cast<double>(steps) * static_cast<double>(phase.tokens) / static_cast<double>(phase.steps_per_epoch);
}

}  // namespace

TrainingPace::TrainingPace(const TrainingReport& plan)
    : phases_(plan.phases), start_(Clock::now()), epoch_start_(start_), now_(start_) {}

void TrainingPace::add(const StepResult& step) {
  if (last_.epoch_ended) {
    epoch_start_ = now_;
    epoch_tokens_ = 0;
    epoch_grad_norms_ = 0;
    epoch_steps_ = 0;
  }
  last_ = step;
  now_ = Clock::now();
  tokens_done_ = tokens_left_ = 0;
  for (const PhaseReport& phase : phases_) {
    if (phase.phase < step.phase) tokens_done_ += tokens_of(phase, phase.expected_steps);
    if (phase.phase > step.phase) tokens_left_ += tokens_of(phase, phase.expected_steps);
    if (phase.phase != step.phase) continue;
    tokens_done_ +=
        tokens_of(phase, static_cast<std::uint64_t>(step.epoch - 1) * step.steps_per_epoch + step.step_in_epoch);
    tokens_left_ += tokens_of(phase, step.phase_steps_left);
  }
  tokens_seen_ += static_cast<double>(step.tokens);
  epoch_tokens_ += static_cast<double>(step.tokens);
  epoch_grad_norms_ += step.grad_norm;
  epoch_steps_ += 1;
}

EpochSummary TrainingPace::epoch() const {
  return {.phase = last_.phase,
          .epoch = last_.epoch,
          .epochs = last_.epochs,
          .loss = last_.epoch_loss,
          .grad_norm = epoch_grad_norms_ / static_cast<double>(std::max<std::size_t>(epoch_steps_, 1)),
          .tokens_per_second = per_second(epoch_tokens_, now_ - epoch_start_),
          .seconds_left = seconds_left(),
          .learning_rate = last_.learning_rate,
          .validation_loss = last_.validation_loss};
}

double TrainingPace::tokens_per_second() const {
  return per_second(tokens_seen_, now_ - start_);
}

double TrainingPace::seconds_left() const {
  const double speed = tokens_per_second();
  return speed > 0 ? tokens_left_ / speed : 0;
}

double TrainingPace::fraction_done() const {
  return tokens_done_ > 0 ? tokens_done_ / (tokens_done_ + tokens_left_) : 0;
}

}  // namespace glassgpt
