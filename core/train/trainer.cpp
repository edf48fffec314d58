#include "trainer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "../base/error.h"
#include "../model/transformer.h"
#include "recipe.h"

namespace glassgpt {

namespace {

/// From so many on, several threads share the norm and the update of a step that is one shard.
constexpr std::size_t kParametersToShare = 1U << 20U;

std::size_t workers_of(const StepExecution& execution) {
  return std::clamp<std::size_t>(execution.executor.threads, 1, kMostShards);
}

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
      ranges_(parameter_ranges(parts_.item_flops, model.parameters.size())),
      work_(parts_.item_flops, workers_of(parts_.execution)),
      cut_(kMostShards),
      workers_(workers_of(parts_.execution)),
      norm_(model.network.parameters(), ranges_),
      recovery_(model.parameters.size()) {
  report_.steps_done = state_.total_steps;
  for (std::vector<float>* array : {&state_.first_moment, &state_.second_moment}) {
    array->resize(model.parameters.size());
  }
  for (const PhaseReport& phase : report_.phases) {
    measures(phase.phase) = PhaseMeasures(order_.data(phase.phase), phase, state_.options, parts_.item_flops,
                                          model.network, workers_.front().activations());
  }
}

Trainer::Trainer(Model<float>& model, PhaseData data, const TrainingOptions& options, StepParts parts)
    : Trainer(model, std::move(data), std::move(parts), state_with(options)) {
  if (report_.phases.empty()) {
    throw Error(words::training, words::nothing_to_train, words::give_data);
  }
  state_.pretrain_data = fingerprint(order_.data(Phase::pretrain).sequences);
  state_.tune_data = fingerprint(order_.data(Phase::tune).sequences);
  order_.begin_phase(state_, report_.phases.front().phase);
}

Trainer::Trainer(Model<float>& model, PhaseData data, TrainingState state, StepParts parts)
    : Trainer(model, std::move(data), std::move(parts), std::move(state)) {
  order_.resume(state_);
  const bool is_over = order_.move_on(state_);
  measures(state_.phase).check_missed(model, workers_.front().activations(), state_.learning, state_.steps_done);
  done_ = is_over || state_.learning.learned;
}

void Trainer::validate_on(PhaseData data) {
  for (PhaseReport& report : report_.phases) {
    EncodedDataset& encoded = data[static_cast<std::size_t>(report.phase)];
    report.validation_examples = encoded.sequences.count();
    report.validation_unknown_tokens = encoded.counts.unknown_tokens;
    measures(report.phase)
        .validate_on(std::move(encoded), report, state_.options, parts_.item_flops, model_->network,
                     workers_.front().activations());
  }
}

std::optional<StepResult> Trainer::advance() {
  if (!ended_) {
    advance_step();
  } else {
    measures(ended_->phase).advance(*model_, workers_.front().activations(), state_.learning, *ended_);
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
  if (item.part >= StepPart::keep_weights) {
    const SumProgress sum = summed_ ? SumProgress::complete : sum_shards();
    waits_ = sum == SumProgress::waits;
    if (waits_) work_.repeat_item();
    if (sum != SumProgress::complete) return;
    if (!std::isfinite(loss_) || !std::isfinite(norm_.value())) {
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
    case StepPart::shard:
    case StepPart::zero_gradients:
    case StepPart::gradient:
    case StepPart::add_gradients:
      return workers_.front().run(item, *model_, shards());
    case StepPart::all_shards:
      return work_on_shards();
    case StepPart::keep_weights:
      return recovery_.keep(static_cast<std::size_t>(range.first), range.of(std::span(model_->parameters)));
    case StepPart::gradient_norm:
      return measure_norm(range);
    case StepPart::update:
      return updates_at_once_ ? update_all() : update(range);
  }
}

/// Puts the next batch together, cuts it into shards and schedules the step on it.
void Trainer::begin_step() {
  order_.fill(batch_, state_);
  sums_.shards = parts_.shards(batch_, model_->parameters.size());
  cut_into_shards(batch_, shards());
  if (parts_.execution.begin) parts_.execution.begin(shards());
  worked_on_.clear();
  for (std::size_t shard = 0; shard < sums_.shards; ++shard) {
    if (sums_.shards == 1 || !parts_.execution.mine || parts_.execution.mine(shard, sums_.shards)) {
      worked_on_.push_back(shard);
    }
  }
  const std::size_t threads = profile_ == nullptr ? parts_.execution.executor.threads : 1;
  workers_used_ =
      std::clamp<std::size_t>(std::min(threads, workers_.size()), 1, std::max<std::size_t>(worked_on_.size(), 1));
  updates_at_once_ = threads > 1 && (sums_.shards > 1 || model_->parameters.size() >= kParametersToShare);
  for (ShardWorker& worker : workers_) worker.begin_step();
  collected_ = summed_ = false;
  norm_.begin();
  work_.schedule(model_->network, {.shards = shards(),
                                   .worked_on = worked_on_,
                                   .workers = workers_used_,
                                   .parameters = model_->parameters.size(),
                                   .keeps_weights = recovery_.keeps(),
                                   .updates_at_once = updates_at_once_});
}

/// All of the shards that are worked on here, by several workers.
void Trainer::work_on_shards() {
  parts_.execution.executor.run(workers_used_, [this](std::size_t worker) {
    for (const StepItem& item : work_.of_worker(worker)) workers_[worker].run(item, *model_, shards());
  });
}

/// Between the gradient and its norm: what the workers found becomes what there is to be found, elsewhere too. Where
/// nobody else takes part, gradients are added up together with their norm.
SumProgress Trainer::sum_shards() {
  std::vector<ShardSum>& sums = sums_.sums;
  if (!collected_) {
    sums.clear();
    for (const ShardWorker& worker : workers_) {
      for (const ShardSum& sum : worker.sums()) sums.push_back(sum);
    }
    collected_ = true;
    if (parts_.execution.sum) {
      add_gradients(sums, {.first = 0, .count = static_cast<Index>(model_->parameters.size())});
      sums.resize(join_sums(sums));
    }
  }
  const SumProgress progress = parts_.execution.sum ? parts_.execution.sum(sums_) : SumProgress::complete;
  if (progress != SumProgress::complete) return progress;
  for (std::size_t i = 1; i < sums.size(); ++i) {  // there are few
    for (std::size_t j = i; j > 0 && sums[j].first < sums[j - 1].first; --j) std::swap(sums[j], sums[j - 1]);
  }
  std::array<ShardSum, kMostShards> all;
  const std::size_t count = std::min(sums.size(), all.size());
  std::copy_n(sums.begin(), count, all.begin());
  if (join_sums(std::span(all).first(count)) != 1 || all.front().count != sums_.shards || count < sums.size()) {
    throw std::logic_error("the gradients of all shards of a step are needed, each of them once");
  }
  loss_ = all.front().loss;
  summed_ = true;
  return progress;
}

/// Adds up the gradients of some parameters, and measures them.
void Trainer::measure_norm(Slice parameters) {
  const std::size_t tasks = updates_at_once_ ? parts_.execution.executor.threads : 1;
  parts_.execution.executor.run(tasks, [this, parameters, tasks](std::size_t task) {
    const auto size = static_cast<std::size_t>(model_->parameters.size());
    for (std::size_t i = 0; i < norm_.pieces().size(); ++i) {
      const Slice piece = norm_.pieces()[i].parameters;
      if (piece.first < parameters.first || piece.first >= parameters.first + parameters.count) continue;
      if (static_cast<std::size_t>(piece.first) * tasks / size != task) continue;
      if (sums_.sums.size() > 1) add_gradients(sums_.sums, piece);
      norm_.measure(i, sums_.sums.front().gradients);
    }
  });
}

/// By all threads. Each takes a part of every range, which begins with a whole number of registers, so that no
/// parameter is updated by another instruction than where one thread takes them all.
void Trainer::update_all() {
  constexpr Index kTogether = 64;
  const std::size_t tasks = parts_.execution.executor.threads;
  parts_.execution.executor.run(tasks, [this, tasks](std::size_t task) {
    for (const Slice& range : ranges_) {
      const auto cut = [&](std::size_t i) {
        const Index blocks = (range.count + kTogether - 1) / kTogether;
        return std::min(range.count, blocks * static_cast<Index>(i) / static_cast<Index>(tasks) * kTogether);
      };
      update({.first = range.first + cut(task), .count = cut(task + 1) - cut(task)});
    }
  });
}

void Trainer::update(Slice parameters) {
  constexpr Index kAtATime = 8192;  // whose gradients are still in a near cache when they are set to 0
  forget_old_moments(parameters);
  const AdamStep step = next_step(parts_.clip(norm_.value(), state_.options.clip_norm));
  for (const Index end = parameters.first + parameters.count; parameters.first < end; parameters.first += kAtATime) {
    parameters.count = std::min(kAtATime, end - parameters.first);
    const std::span<float> gradients = parameters.of(sums_.sums.front().gradients);
    parts_.update(parameters.of(std::span(model_->parameters)), parameters.of(std::span(state_.first_moment)),
                  parameters.of(std::span(state_.second_moment)), gradients, step);
    if (!parts_.execution.sum) std::fill(gradients.begin(), gradients.end(), 0.0F);
  }
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
  if (!parts_.execution.sum) workers_.front().leave_zeros();  // the first shard's gradient, which all are added to
  const double rate = next_step(1).learning_rate;
  const auto predicted = static_cast<std::size_t>(batch_.predicted());
  const std::size_t examples = order_.data(state_.phase).sequences.count();
  const std::size_t step_in_epoch =
      batches_of(static_cast<std::size_t>(state_.examples_done), state_.options.batch_size) + 1;
  state_.steps_done += 1;
  state_.total_steps += 1;
  state_.examples_done += static_cast<std::uint64_t>(batch_.examples());
  state_.epoch_loss_sum += loss_ * static_cast<double>(predicted);
  state_.epoch_tokens += predicted;
  PhaseMeasures& measured = measures(state_.phase);
  ended_ = StepResult{.phase = state_.phase,
                      .epoch = state_.epochs_done + 1,
                      .epochs = state_.options.phase(state_.phase).epochs,
                      .step_in_epoch = step_in_epoch,
                      .steps_per_epoch = batches_of(examples, state_.options.batch_size),
                      .step = state_.total_steps,
                      .total_steps = report_.total_steps,
                      .phase_steps_left = measured.learning().steps_left(state_.learning, state_.steps_done),
                      .tokens = static_cast<std::size_t>(batch_.rows()),
                      .loss = loss_,
                      .grad_norm = norm_.value(),
                      .learning_rate = rate,
                      .epoch_ended = state_.examples_done >= examples,
                      .epoch_loss = state_.epoch_loss_sum / static_cast<double>(state_.epoch_tokens),
                      .stage = stage_,
                      .setback = std::exchange(setback_, {})};
  measured.begin(state_.learning, state_.steps_done, *ended_, predicted);
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
