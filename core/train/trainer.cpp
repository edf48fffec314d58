#include "trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "../base/error.h"
#include "../base/number_text.h"
#include "../base/rng.h"
#include "../model/transformer.h"
#include "adam.h"
#include "recipe.h"

namespace glassgpt {

namespace {

/// How often a run that diverges goes on at half the rate: then even the highest one is as low as is ever needed.
constexpr int kMostSetbacks = 6;
/// A run that stands still does, down to this share of the rate that suits it: one at a lower rate is slow, not stuck.
constexpr double kLeastShareOfRate = 0.5;

std::size_t steps_per_epoch(std::size_t examples, int batch_size) {
  const auto size = static_cast<std::size_t>(batch_size);
  return (examples + size - 1) / size;
}

/// The elements of a range.
std::span<float> part(std::vector<float>& all, Range range) {
  return std::span(all).subspan(static_cast<std::size_t>(range.first), static_cast<std::size_t>(range.count));
}

}  // namespace

DataFingerprint fingerprint(const TokenSequences& sequences) {
  // FNV-1a over 64-bit words: the number of ids of each example, then its ids.
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto add = [&hash](std::uint64_t word) { hash = (hash ^ word) * 0x100000001b3U; };
  for (std::size_t i = 0; i < sequences.count(); ++i) {
    add(sequences[i].size());
    for (const TokenId id : sequences[i]) add(static_cast<std::uint64_t>(id));
  }
  return {.examples = sequences.count(), .hash = hash};
}

Trainer::Trainer(Model<float>& model, PhaseData data, double piece_operations, TrainingState state)
    : model_(&model),
      data_(std::move(data)),
      state_(std::move(state)),
      gradients_(model.parameters.size()),
      good_parameters_(model.parameters.size()),
      plan_(piece_operations),
      squares_(model.table.entries().size()),
      last_squares_(squares_.size(), std::numeric_limits<double>::quiet_NaN()) {
  state_.first_moment.resize(gradients_.size());
  state_.second_moment.resize(gradients_.size());
}

Trainer::Trainer(Model<float>& model, PhaseData data, const TrainingOptions& options, double piece_operations)
    : Trainer(model, std::move(data), piece_operations, TrainingState()) {
  state_.options = options;
  state_.pretrain_data = fingerprint(data_[0].sequences);
  state_.tune_data = fingerprint(data_[1].sequences);
  make_report();
  measure_phases();
  if (report_.phases.empty()) {
    throw Error("training", "there is nothing to train", "give a phase both data and at least one epoch");
  }
  begin_phase(report_.phases.front().phase);
}

Trainer::Trainer(Model<float>& model, PhaseData data, TrainingState state, double piece_operations)
    : Trainer(model, std::move(data), piece_operations, std::move(state)) {
  for (const Phase phase : kPhases) {
    const DataFingerprint& then = phase == Phase::pretrain ? state_.pretrain_data : state_.tune_data;
    if (fingerprint(data_[static_cast<std::size_t>(phase)].sequences) != then) {
      throw Error("resuming training",
                  "the " + std::string(phase_name(phase)) + " data is not what the run was trained on, which had " +
                      std::to_string(then.examples) + " examples",
                  "give the same files in the same order, and hold the same share of them out");
    }
  }
  if (phase_data().sequences.count() == 0) {
    throw Error("resuming training",
                "the file says that " + std::string(phase_name(state_.phase)) + " is under way, which has no data",
                "start a new run from its weights instead");
  }
  make_report();
  report_.steps_done = state_.total_steps;
  measure_phases();
  order_epoch();
  next_epoch();
  done_ = done_ || state_.learning.learned;
  if (!measures().check_is_missing(state_.learning, state_.steps_done)) return;
  // It was saved between the step and what was to be checked after it.
  StepResult step;
  measures().begin(state_.learning, state_.steps_done, step, 0);
  while (measures().under_way()) measures().advance(*model_, activations_, state_.learning, state_.steps_done, step);
  done_ = done_ || step.learned;
}

std::uint64_t Trainer::phase_steps(Phase phase) const {
  const std::size_t examples = data_[static_cast<std::size_t>(phase)].sequences.count();
  return steps_per_epoch(examples, state_.options.batch_size) *
         static_cast<std::uint64_t>(state_.options.phase(phase).epochs);
}

bool Trainer::has_steps(Phase phase) const {
  return data_[static_cast<std::size_t>(phase)].sequences.count() > 0 && state_.options.phase(phase).epochs > 0;
}

void Trainer::make_report() {
  for (const Phase phase : kPhases) {
    if (!has_steps(phase)) continue;
    const EncodedDataset& encoded = data_[static_cast<std::size_t>(phase)];
    const std::size_t examples = encoded.sequences.count();
    const bool answers_only = counts_answers_only(state_.options, phase);
    PhaseReport report = {.phase = phase,
                          .examples = examples,
                          .questions = encoded.questions,
                          .tokens = encoded.predicted_tokens,
                          .loss_tokens = answers_only ? encoded.answer_tokens : encoded.predicted_tokens,
                          .steps_per_epoch = steps_per_epoch(examples, state_.options.batch_size),
                          .epochs = state_.options.phase(phase).epochs,
                          .losses = stage_losses(encoded, answers_only),
                          .unknown_tokens = encoded.unknown_tokens,
                          .examples_cut = encoded.examples_cut,
                          .tokens_cut = encoded.tokens_cut};
    report.expected_steps = phase_steps(phase);
    report_.total_steps += report.expected_steps;
    if (lasts_until_learned(state_.options, report)) {
      report.expected_steps = std::min(
          report.expected_steps, expected_tuning_steps(report.questions, examples_a_step(examples, state_.options)));
    }
    report_.phases.push_back(report);
  }
}

void Trainer::validate_on(PhaseData data) {
  for (PhaseReport& report : report_.phases) {
    const auto i = static_cast<std::size_t>(report.phase);
    report.validation_examples = data[i].sequences.count();
    report.validation_unknown_tokens = data[i].unknown_tokens;
    measures_[i].validate_on(std::move(data[i]), report, state_.options, plan_.limit(), model_->config, activations_);
  }
}

void Trainer::measure_phases() {
  for (const PhaseReport& report : report_.phases) {
    const auto i = static_cast<std::size_t>(report.phase);
    measures_[i] = PhaseMeasures(data_[i], report, state_.options, plan_.limit(), model_->config, activations_);
  }
}

void Trainer::begin_phase(Phase phase) {
  state_.phase = phase;
  state_.epochs_done = 0;
  state_.steps_done = 0;
  state_.setbacks.step = 0;
  has_good_parameters_ = keeps_parameters_ = has_told_still_ = false;
  order_epoch();
}

void Trainer::order_epoch() {
  order_.resize(phase_data().sequences.count());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  if (!state_.options.shuffle) return;
  // The order depends on seed, phase and epoch alone, so that a resumed run finds the same one.
  const std::uint64_t phase_seed = mix_seeds(state_.options.seed, static_cast<std::uint64_t>(state_.phase));
  Rng rng(mix_seeds(phase_seed, static_cast<std::uint64_t>(state_.epochs_done)));
  rng.shuffle(std::span(order_));
}

void Trainer::next_batch() {
  const auto first = static_cast<std::size_t>(state_.examples_done);
  const std::size_t last = std::min(first + static_cast<std::size_t>(state_.options.batch_size), order_.size());
  batch_.clear();
  const bool answers_only = counts_answers_only(state_.options, state_.phase);
  for (std::size_t i = first; i < last; ++i) {
    const std::size_t example = order_[i];
    batch_.append(phase_data().sequences[example], answers_only ? phase_data().answer_start(example) : 1);
  }
}

std::optional<StepResult> Trainer::advance() {
  if (ended_) {
    measures_[static_cast<std::size_t>(ended_->phase)].advance(*model_, activations_, state_.learning, ended_steps_,
                                                               *ended_);
  } else {
    advance_step();
  }
  if (!ended_ || measuring()) return std::nullopt;
  stage_ = ended_->stage;
  done_ = done_ || ended_->learned;
  ended_->done = done_;
  watch();
  return std::exchange(ended_, std::nullopt);
}

/// Whether the update is complete, and what is measured after it is not.
bool Trainer::measuring() const {
  return ended_ && measures_[static_cast<std::size_t>(ended_->phase)].under_way();
}

/// Looks how the loss goes, now that a step is over.
void Trainer::watch() {
  const Watch& watch = measures_[static_cast<std::size_t>(ended_->phase)].watch();
  if (done_ || ended_->phase != state_.phase || !watch.window_ended()) return;
  keeps_parameters_ = watch.has_learned();
  if (!watch.stands_still()) return;
  take_setback(Trouble::stands_still);
  ended_->setback = std::exchange(setback_, {});
}

/// Does the next piece of the step under way, or begins a step.
void Trainer::advance_step() {
  const bool begins = !in_step_;
  const Piece piece = begins ? Piece{.operation = Operation::batch} : plan_.pieces()[next_piece_];
  in_step_ = false;  // if anything is thrown now, the step begins again
  if (profile_ != nullptr) profile_->begin(piece);
  run(piece);
  if (profile_ != nullptr) profile_->end(piece);
  // A sum that is not finite stays so, whatever is added to it.
  if (!std::isfinite(activations_.loss) || !std::isfinite(squared_norm_)) return take_setback(Trouble::diverged);
  next_piece_ = begins ? 0 : next_piece_ + 1;
  in_step_ = next_piece_ < plan_.pieces().size();
  if (in_step_) return;
  end_step();
  if (profile_ != nullptr) profile_->end_step();
}

StepResult Trainer::step() {
  for (;;) {
    if (const std::optional<StepResult> result = advance()) return *result;
  }
}

void Trainer::run(const Piece& piece) {
  if (piece.operation == Operation::batch) {
    begin_step();
  } else if (piece.direction == Direction::update) {
    run_update(piece);
  } else {
    run_piece<float>(piece, *model_, batch_, activations_, gradients_);
  }
}

/// Puts the next batch together and plans the step on it. The weights change in its last pieces alone.
void Trainer::begin_step() {
  next_batch();
  activations_.prepare(model_->config, batch_, true);
  squared_norm_ = 0;
  std::fill(squares_.begin(), squares_.end(), 0.0);

  const std::size_t parameters = model_->parameters.size();
  plan_.clear();
  plan_.add_forward(model_->config, batch_);
  plan_.add_loss(model_->config, batch_);
  if (!has_good_parameters_ || keeps_parameters_) plan_.add_update(Operation::keep_weights, parameters);
  plan_.add_update(Operation::zero_gradients, parameters);
  plan_.add_backward(model_->config, batch_);
  plan_.add_update(Operation::gradient_norm, parameters);
  plan_.add_update(Operation::adam, parameters);
}

/// A piece that goes over parameters.
void Trainer::run_update(const Piece& piece) {
  const std::span<float> weights = part(model_->parameters, piece.rows);
  const std::span<float> gradients = part(gradients_, piece.rows);
  switch (piece.operation) {
    case Operation::keep_weights:
      std::copy(weights.begin(), weights.end(), part(good_parameters_, piece.rows).begin());
      has_good_parameters_ = true;
      keeps_parameters_ = false;
      break;
    case Operation::zero_gradients:
      std::fill(gradients.begin(), gradients.end(), 0.0F);
      break;
    case Operation::gradient_norm:
      add_squared_gradients(piece.rows);
      break;
    case Operation::adam:
      update_weights(piece.rows);
      break;
    default:
      break;
  }
}

/// Adds the squared gradients of these parameters to the sums of the tensors that they belong to, and of all.
void Trainer::add_squared_gradients(Range range) {
  const Index end = range.first + range.count;
  const std::span<const Parameter> entries = model_->table.entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto offset = static_cast<Index>(entries[i].offset);
    const Index first = std::max(offset, range.first);
    const Index last = std::min(offset + static_cast<Index>(entries[i].size()), end);
    if (first >= last) continue;
    const double norm = gradient_norm<float>(part(gradients_, {.first = first, .count = last - first}));
    squares_[i] += norm * norm;
    squared_norm_ += norm * norm;
  }
}

void Trainer::update_weights(Range parameters) {
  const std::span<float> first_moment = part(state_.first_moment, parameters);
  const std::span<float> second_moment = part(state_.second_moment, parameters);
  const std::uint64_t t = adam_step();
  if (t == 1) {  // those of the phase before, or of before a setback, are still there
    std::fill(first_moment.begin(), first_moment.end(), 0.0F);
    std::fill(second_moment.begin(), second_moment.end(), 0.0F);
  }
  adam_update<float>(part(model_->parameters, parameters), first_moment, second_moment, part(gradients_, parameters),
                     clip_factor(std::sqrt(squared_norm_), state_.options.clip_norm), learning_rate(),
                     state_.options.beta2, t);
}

/// Adam's t of the step under way: it begins anew with each phase, and after a setback.
std::uint64_t Trainer::adam_step() const {
  return state_.steps_done - state_.setbacks.step + 1;
}

/// Of the phase under way.
double Trainer::highest_rate() const {
  return std::ldexp(state_.options.phase(state_.phase).learning_rate, -state_.setbacks.count);
}

/// Of the step under way.
double Trainer::learning_rate() const {
  const TrainingOptions& options = state_.options;
  const auto warmup_steps = static_cast<std::uint64_t>(options.warmup_steps);
  const std::uint64_t step = state_.steps_done + 1;
  const double factor = measures().until_learned()
                            ? measures().learning().rate_factor(state_.learning, options.schedule, warmup_steps, step)
                            : schedule_factor(options.schedule, warmup_steps, step, phase_steps(state_.phase));
  const double rise =
      state_.setbacks.step > 0 ? schedule_factor(Schedule::constant, warmup_steps, adam_step(), step) : 1;
  return highest_rate() * factor * rise;
}

/// Whether some of the weights are those after the step, and others still those before it.
bool Trainer::updating() const {
  return in_step_ && next_piece_ > 0 && plan_.pieces()[next_piece_ - 1].operation == Operation::adam;
}

bool Trainer::settle_piece() {
  if (updating()) advance_step();
  return !updating();
}

/// Counts the step, whose pieces are all done, and begins what is to be measured after it.
void Trainer::end_step() {
  std::swap(squares_, last_squares_);
  const PhaseOptions& options = state_.options.phase(state_.phase);
  const double loss = activations_.loss;
  const double rate = learning_rate();
  state_.steps_done += 1;
  state_.total_steps += 1;
  const auto counted = static_cast<std::size_t>(batch_.predicted());
  const std::size_t steps = steps_per_epoch(order_.size(), state_.options.batch_size);
  const auto step_in_epoch =
      steps_per_epoch(static_cast<std::size_t>(state_.examples_done), state_.options.batch_size) + 1;
  state_.epoch_loss_sum += loss * static_cast<double>(counted);
  state_.epoch_tokens += counted;
  state_.examples_done += static_cast<std::uint64_t>(batch_.examples());
  ended_ = StepResult{.phase = state_.phase,
                      .epoch = state_.epochs_done + 1,
                      .epochs = options.epochs,
                      .step_in_epoch = step_in_epoch,
                      .steps_per_epoch = steps,
                      .step = state_.total_steps,
                      .total_steps = report_.total_steps,
                      .phase_steps_left = measures().until_learned()
                                              ? measures().learning().steps_left(state_.learning, state_.steps_done)
                                              : phase_steps(state_.phase) - state_.steps_done,
                      .tokens = static_cast<std::size_t>(batch_.rows()),
                      .loss = loss,
                      .grad_norm = std::sqrt(squared_norm_),
                      .learning_rate = rate,
                      .epoch_ended = state_.examples_done >= order_.size(),
                      .epoch_loss = state_.epoch_loss_sum / static_cast<double>(state_.epoch_tokens),
                      .stage = stage_,
                      .setback = std::exchange(setback_, {})};
  ended_steps_ = state_.steps_done;
  measures().begin(state_.learning, ended_steps_, *ended_, counted);
  next_epoch();
}

/// Moves to the next epoch or phase where the one under way is complete.
void Trainer::next_epoch() {
  if (state_.examples_done >= order_.size()) {
    state_.epochs_done += 1;
    state_.examples_done = 0;
    state_.epoch_loss_sum = 0;
    state_.epoch_tokens = 0;
    order_epoch();
  }
  if (state_.epochs_done < state_.options.phase(state_.phase).epochs) return;
  if (state_.phase == Phase::pretrain && has_steps(Phase::tune)) {
    begin_phase(Phase::tune);
  } else {
    done_ = true;
  }
}

/// Goes back to good weights and on at half the rate, or has it told that this would not help.
void Trainer::take_setback(Trouble trouble) {
  setback_ = {.trouble = trouble, .loss = measures().watch().loss()};
  if (trouble == Trouble::diverged) {
    if (state_.setbacks.count >= kMostSetbacks) {
      const std::string rate = describe_number(learning_rate());
      restore_good_parameters();
      throw Error(
          std::string(phase_name(state_.phase)) + " epoch " + std::to_string(state_.epochs_done + 1) + ", step " +
              std::to_string(state_.total_steps + 1),
          "the loss is no longer finite, at a learning rate of " + rate + " after " + std::to_string(kMostSetbacks) +
              " halvings, and the last good weights are back",
          "choose a lower learning rate or more warm-up steps, or a lower clip norm if clipping is off or loose");
    }
    go_back();
  } else {
    const std::size_t batch = examples_a_step(phase_data().sequences.count(), state_.options);
    const double suits = recommended_rate(model_->config, static_cast<double>(batch));
    const bool can_be_lower = state_.setbacks.count < kMostSetbacks && highest_rate() > kLeastShareOfRate * suits;
    if (can_be_lower) {
      go_back();
    } else if (std::exchange(has_told_still_, true)) {
      setback_ = {};
    }
  }
  setback_.learning_rate = highest_rate();
}

void Trainer::restore_good_parameters() {
  if (has_good_parameters_) model_->parameters = good_parameters_;
}

void Trainer::go_back() {
  restore_good_parameters();
  state_.setbacks.count += 1;
  state_.setbacks.step = state_.steps_done;
  if (measures().until_learned())
    state_.learning = {.begin = state_.steps_done, .checked_at = state_.learning.checked_at};
  measures().watch().restart();
  setback_.went_back = true;
}

AdamInputs Trainer::next_update(std::size_t parameter) const {
  AdamInputs inputs = {.t = adam_step(),
                       .learning_rate = learning_rate(),
                       .beta2 = state_.options.beta2,
                       .clip_norm = state_.options.clip_norm};
  if (adam_step() == 1) return inputs;  // the moments of before are still there
  inputs.first = state_.first_moment[parameter];
  inputs.second = state_.second_moment[parameter];
  return inputs;
}

const TrainingState& Trainer::state() {
  settle();
  if (adam_step() == 1) {  // Adam would do it at the first step
    std::fill(state_.first_moment.begin(), state_.first_moment.end(), 0.0F);
    std::fill(state_.second_moment.begin(), state_.second_moment.end(), 0.0F);
  }
  return state_;
}

}  // namespace glassgpt
