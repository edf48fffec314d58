#include "trainer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "../base/error.h"
#include "../model/transformer.h"
#include "recipe.h"

namespace glassgpt {

namespace {

TrainingState state_with(const TrainingOptions& options) {
  TrainingState state;
  state.options = options;
  return state;
}

}  // namespace

Trainer::Trainer(Model<float>& model, PhaseData data, StepParts parts, TrainingState state)
    : model_(&model),
      parts_(std::move(parts)),
      order_(std::move(data), parts_.order),
      state_(std::move(state)),
      report_(report_on(order_, state_.options)),
      work_(parts_.item_flops),
      norm_(model.network.parameters().entries().size()),
      recovery_(model.parameters.size()) {
  report_.steps_done = state_.total_steps;
  for (std::vector<float>* array : {&shard_.gradients, &state_.first_moment, &state_.second_moment}) {
    array->resize(model.parameters.size());
  }
  for (const PhaseReport& phase : report_.phases) {
    measures(phase.phase) = PhaseMeasures(order_.data(phase.phase), phase, state_.options, parts_.item_flops,
                                          model.network, shard_.activations);
  }
}

Trainer::Trainer(Model<float>& model, PhaseData data, const TrainingOptions& options, StepParts parts)
    : Trainer(model, std::move(data), std::move(parts), state_with(options)) {
  if (report_.phases.empty()) {
    throw Error("training", "there is nothing to train", "give a phase both data and at least one epoch");
  }
  state_.pretrain_data = fingerprint(order_.data(Phase::pretrain).sequences);
  state_.tune_data = fingerprint(order_.data(Phase::tune).sequences);
  order_.begin_phase(state_, report_.phases.front().phase);
}

Trainer::Trainer(Model<float>& model, PhaseData data, TrainingState state, StepParts parts)
    : Trainer(model, std::move(data), std::move(parts), std::move(state)) {
  order_.resume(state_);
  const bool is_over = order_.move_on(state_);
  measures(state_.phase).check_missed(model, shard_.activations, state_.learning, state_.steps_done);
  done_ = is_over || state_.learning.learned;
}

void Trainer::validate_on(PhaseData data) {
  for (PhaseReport& report : report_.phases) {
    EncodedDataset& encoded = data[static_cast<std::size_t>(report.phase)];
    report.validation_examples = encoded.sequences.count();
    report.validation_unknown_tokens = encoded.counts.unknown_tokens;
    measures(report.phase)
        .validate_on(std::move(encoded), report, state_.options, parts_.item_flops, model_->network,
                     shard_.activations);
  }
}

std::optional<StepResult> Trainer::advance() {
  if (!ended_) {
    advance_step();
  } else {
    measures(ended_->phase).advance(*model_, shard_.activations, state_.learning, *ended_);
  }
  if (!ended_ || measures(ended_->phase).under_way()) return std::nullopt;
  stage_ = ended_->stage;
  done_ = done_ || ended_->learned;
  ended_->done = done_;
  check_plateau();
  return std::exchange(ended_, std::nullopt);
}

StepResult Trainer::step() {
  for (;;) {
    if (const std::optional<StepResult> result = advance()) return *result;
  }
}

/// Does the next item of the step under way, or begins a step.
void Trainer::advance_step() {
  const StepItem item = work_.begin_item();
  if (item.part > StepPart::gradient) {
    if (!summed_ && !sum_shards()) return work_.repeat_item();
    if (!std::isfinite(sum_.loss) || !std::isfinite(norm_.value())) {
      setback_ = take_setback(Trouble::diverged);
      return;
    }
  }
  if (profile_ != nullptr) item.part == StepPart::batch ? profile_->begin_step() : profile_->begin_item();
  run(item);
  if (profile_ != nullptr) profile_->end_item(name_of(item, model_->network), item.work.direction, item.work.flops);
  work_.end_item();
  if (work_.under_way()) return;
  end_step();
  if (profile_ != nullptr) profile_->end_step();
}

/// A step, in the order of StepWork. The weights change in its last items alone.
void Trainer::run(const StepItem& item) {
  const Slice range = item.work.tile.rows;
  switch (item.part) {
    case StepPart::batch:
      return begin_step();
    case StepPart::gradient:
      return run_item<float>(item.work, *model_, shard_.batch, shard_.activations, shard_.gradients);
    case StepPart::zero_gradients: {
      const std::span<float> gradients = range.of(std::span(shard_.gradients));
      return std::fill(gradients.begin(), gradients.end(), 0.0F);
    }
    case StepPart::keep_weights:
      return recovery_.keep(static_cast<std::size_t>(range.first), range.of(std::span(model_->parameters)));
    case StepPart::gradient_norm:
      return norm_.add(model_->network.parameters(), static_cast<std::size_t>(range.first),
                       range.of(std::span(shard_.gradients)));
    case StepPart::update:
      return update(range);
  }
}

/// Puts the next batch together and schedules the step on it.
void Trainer::begin_step() {
  order_.fill(shard_.batch, state_);
  shard_.activations.prepare(model_->network, shard_.batch, Keep::gradients);
  summed_ = false;
  norm_.begin();
  work_.schedule(model_->network, shard_.batch, model_->parameters.size(), recovery_.keeps());
}

/// Between the gradient and its norm: what this trainer found becomes what all of them found. @return whether it has
bool Trainer::sum_shards() {
  sum_ = shard_.result();
  summed_ = !parts_.sum || parts_.sum(sum_);
  return summed_;
}

void Trainer::update(Slice parameters) {
  forget_old_moments(parameters);
  parts_.update(parameters.of(std::span(model_->parameters)), parameters.of(std::span(state_.first_moment)),
                parameters.of(std::span(state_.second_moment)), parameters.of(std::span(shard_.gradients)),
                next_step(parts_.clip(norm_.value(), state_.options.clip_norm)));
}

/// Before the first update of a phase, or after a setback, the moments of before are still there.
void Trainer::forget_old_moments(Slice parameters) {
  if (update_number(state_) > 1) return;
  for (std::vector<float>* moments : {&state_.first_moment, &state_.second_moment}) {
    const std::span<float> old = parameters.of(std::span(*moments));
    std::fill(old.begin(), old.end(), 0.0F);
  }
}

/// @param factor  of the gradients
AdamStep Trainer::next_step(double factor) const {
  return {.factor = factor,
          .learning_rate = parts_.rate(state_, measures_[static_cast<std::size_t>(state_.phase)].learning()),
          .options = state_.options.adam,
          .t = update_number(state_)};
}

/// Counts the step, whose items are all done, and begins what is to be measured after it.
void Trainer::end_step() {
  norm_.end();
  const double rate = next_step(1).learning_rate;
  const Batch& batch = shard_.batch;
  const std::size_t examples = order_.data(state_.phase).sequences.count();
  const std::size_t step_in_epoch =
      batches_of(static_cast<std::size_t>(state_.examples_done), state_.options.batch_size) + 1;
  state_.steps_done += 1;
  state_.total_steps += 1;
  state_.examples_done += static_cast<std::uint64_t>(batch.examples());
  state_.epoch_loss_sum += sum_.loss * static_cast<double>(sum_.tokens);
  state_.epoch_tokens += sum_.tokens;
  PhaseMeasures& measured = measures(state_.phase);
  ended_ = StepResult{.phase = state_.phase,
                      .epoch = state_.epochs_done + 1,
                      .epochs = state_.options.phase(state_.phase).epochs,
                      .step_in_epoch = step_in_epoch,
                      .steps_per_epoch = batches_of(examples, state_.options.batch_size),
                      .step = state_.total_steps,
                      .total_steps = report_.total_steps,
                      .phase_steps_left = measured.learning().steps_left(state_.learning, state_.steps_done),
                      .tokens = static_cast<std::size_t>(batch.rows()),
                      .loss = sum_.loss,
                      .grad_norm = norm_.value(),
                      .learning_rate = rate,
                      .epoch_ended = state_.examples_done >= examples,
                      .epoch_loss = state_.epoch_loss_sum / static_cast<double>(state_.epoch_tokens),
                      .stage = stage_,
                      .setback = std::exchange(setback_, {})};
  measured.begin(state_.learning, state_.steps_done, *ended_, sum_.tokens);
  const Phase phase = state_.phase;
  done_ = order_.move_on(state_);
  if (state_.phase != phase) recovery_.begin_phase();
}

/// Looks whether the loss still goes down, now that a step is over.
void Trainer::check_plateau() {
  const PlateauDetector& plateau = measures(ended_->phase).plateau();
  if (done_ || ended_->phase != state_.phase || !plateau.window_ended()) return;
  recovery_.keep_next(plateau.has_learned());
  if (plateau.detected()) ended_->setback = take_setback(Trouble::stands_still);
}

Setback Trainer::take_setback(Trouble trouble) {
  const std::size_t batch = examples_a_step(order_.data(state_.phase).sequences.count(), state_.options);
  return recovery_.answer(trouble, *model_, state_, measures(state_.phase),
                          recommended_rate(model_->config, static_cast<double>(batch)));
}

bool Trainer::settle_item() {
  if (work_.updating()) advance_step();
  return !work_.updating();
}

AdamInputs Trainer::next_update(std::size_t parameter) const {
  AdamInputs inputs = {.step = next_step(1), .clip_norm = state_.options.clip_norm};
  if (inputs.step.t == 1) return inputs;  // the moments of before are still there
  inputs.first = state_.first_moment[parameter];
  inputs.second = state_.second_moment[parameter];
  return inputs;
}

const TrainingState& Trainer::state() {
  settle();
  forget_old_moments({.first = 0, .count = static_cast<Index>(state_.first_moment.size())});
  return state_;
}

}  // namespace glassgpt
