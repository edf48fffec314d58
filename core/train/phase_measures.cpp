#include "phase_measures.h"

#include <algorithm>
#include <utility>

#include "data_order.h"

namespace glassgpt {

namespace {

/// So many that a window shows all examples, or as many as make its mean steady.
std::uint64_t steps_of_window(const PhaseReport& report, const TrainingOptions& options) {
  constexpr std::uint64_t kLeast = 100;
  constexpr std::uint64_t kMost = 5000;
  constexpr std::uint64_t kExamples = 1600;
  return std::clamp(
      std::max<std::uint64_t>(report.steps_per_epoch, kExamples / examples_a_step(report.examples, options)), kLeast,
      kMost);
}

}  // namespace

PhaseMeasures::PhaseMeasures(const EncodedDataset& data, const PhaseReport& report, const TrainingOptions& options,
                             double item_flops, const Network& network, Activations<float>& activations)
    : questions_(report.questions > 0),
      losses_(report.losses),
      learning_(report.steps_per_epoch * static_cast<std::uint64_t>(report.epochs), report.expected_steps,
                examples_a_step(report.examples, options), std::min(report.examples, kMostChecked),
                lasts_until_learned(options, report)),
      plateau_(report.losses, questions_, steps_of_window(report, options)) {
  const bool answers_only = counts_answers_only(options, report.phase);
  const auto measuring = [&](EncodedDataset examples) {
    return Validation(std::move(examples), answers_only, options.batch_size, item_flops, network, activations);
  };
  some_ = measuring(sample_of(data, kMostChecked));
  if (questions_) all_ = measuring(sample_of(data, kMostCheckedAtEnd));
}

void PhaseMeasures::validate_on(EncodedDataset data, const PhaseReport& report, const TrainingOptions& options,
                                double item_flops, const Network& network, Activations<float>& activations) {
  validation_ = Validation(std::move(data), counts_answers_only(options, report.phase), options.batch_size, item_flops,
                           network, activations);
}

void PhaseMeasures::begin(const LearningState& state, std::uint64_t steps, const StepResult& step,
                          std::size_t counted) {
  steps_ = steps;
  plateau_.add(step.loss, counted);
  loss_sum_ += step.loss * static_cast<double>(counted);
  tokens_ += static_cast<double>(counted);
  if (learning_.is_due(state, steps)) {
    then_ = questions_ && learning_.may_end(state, steps) ? What::all : What::some;
  }
  const bool validates = step.epoch_ended && validation_.data().sequences.count() > 0;
  start(validates ? What::validation : std::exchange(then_, What::nothing));
}

void PhaseMeasures::check_missed(const Model<float>& model, Activations<float>& activations, LearningState& state,
                                 std::uint64_t steps) {
  if (!learning_.until_learned() || state.checked_at == steps || !learning_.is_due(state, steps)) return;
  StepResult step;
  begin(state, steps, step, 0);
  while (under_way()) advance(model, activations, state, step);
}

void PhaseMeasures::restart(LearningState& state, std::uint64_t steps) {
  plateau_.restart();
  if (learning_.until_learned()) state = {.begin = steps, .checked_at = state.checked_at};
}

Validation& PhaseMeasures::of(What what) {
  if (what == What::validation) return validation_;
  return what == What::some ? some_ : all_;
}

void PhaseMeasures::start(What what) {
  current_ = what;
  if (what != What::nothing) of(what).begin();
}

void PhaseMeasures::advance(const Model<float>& model, Activations<float>& activations, LearningState& state,
                            StepResult& step) {
  Validation& measured = of(current_);
  measured.advance(model, activations);
  if (measured.under_way()) return;
  if (current_ == What::validation) {
    step.validation_loss = measured.loss();
    step.validation_known = measured.known();
  } else {
    take(measured.known(), state, step);
    // The phase ends here, mostly within an epoch: that is where its weights are measured for the last time.
    const bool is_measured = step.epoch_ended || validation_.data().sequences.count() == 0;
    if (step.learned && !is_measured) then_ = What::validation;
  }
  start(std::exchange(then_, What::nothing));
}

void PhaseMeasures::take(const Known& known, LearningState& state, StepResult& step) {
  step.known = known;
  step.checked_loss = tokens_ > 0 ? loss_sum_ / tokens_ : step.loss;
  loss_sum_ = tokens_ = 0;
  step.stage = std::max(step.stage, stage_of(step.checked_loss, losses_, known, questions_));
  plateau_.take(known);
  if (!learning_.until_learned()) return;
  learning_.take(state, steps_, known);
  step.learned = state.learned;
  step.phase_steps_left = learning_.steps_left(state, steps_);
}

}  // namespace glassgpt
