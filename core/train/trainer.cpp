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

namespace glassgpt {

namespace {

/// How often a copy of good weights is kept: rarely enough to cost nothing, often enough to lose little.
constexpr std::uint64_t kStepsBetweenCopies = 100;

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
  order_epoch();
  next_epoch();
}

bool Trainer::has_steps(Phase phase) const {
  return data_[static_cast<std::size_t>(phase)].sequences.count() > 0 && state_.options.phase(phase).epochs > 0;
}

void Trainer::make_report() {
  for (const Phase phase : kPhases) {
    if (!has_steps(phase)) continue;
    const EncodedDataset& encoded = data_[static_cast<std::size_t>(phase)];
    const std::size_t examples = encoded.sequences.count();
    const int epochs = state_.options.phase(phase).epochs;
    const std::size_t steps = steps_per_epoch(examples, state_.options.batch_size);
    report_.phases.push_back({.phase = phase,
                              .examples = examples,
                              .tokens = encoded.predicted_tokens,
                              .steps_per_epoch = steps,
                              .epochs = epochs,
                              .unknown_tokens = encoded.unknown_tokens,
                              .examples_cut = encoded.examples_cut,
                              .tokens_cut = encoded.tokens_cut});
    report_.total_steps += steps * static_cast<std::uint64_t>(epochs);
  }
}

void Trainer::validate_on(PhaseData data) {
  for (PhaseReport& report : report_.phases) {
    Validation& validation = validation_[static_cast<std::size_t>(report.phase)];
    validation = Validation(std::move(data[static_cast<std::size_t>(report.phase)]), state_.options.batch_size,
                            plan_.limit(), model_->config, activations_);
    report.validation_examples = validation.data().sequences.count();
    report.validation_unknown_tokens = validation.data().unknown_tokens;
  }
}

void Trainer::begin_phase(Phase phase) {
  state_.phase = phase;
  state_.epochs_done = 0;
  state_.steps_done = 0;
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
  for (std::size_t i = first; i < last; ++i) batch_.append(phase_data().sequences[order_[i]]);
}

std::optional<StepResult> Trainer::advance() {
  if (!ended_) {
    advance_step();
  } else if (validating()) {
    Validation& validation = validation_[static_cast<std::size_t>(ended_->phase)];
    validation.advance(*model_, activations_);
    if (!validation.under_way()) ended_->validation_loss = validation.loss();
  }
  return validating() ? std::nullopt : std::exchange(ended_, std::nullopt);
}

/// Whether the update is complete, and its phase's validation is not.
bool Trainer::validating() const {
  return ended_ && validation_[static_cast<std::size_t>(ended_->phase)].under_way();
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
  if (!std::isfinite(activations_.loss) || !std::isfinite(squared_norm_)) go_back_to_good_weights();
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
  if (!has_good_parameters_ || state_.total_steps % kStepsBetweenCopies == 0) {
    plan_.add_update(Operation::keep_weights, parameters);
  }
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
  const std::uint64_t t = state_.steps_done + 1;
  if (t == 1) {  // those of the phase before are still there
    std::fill(first_moment.begin(), first_moment.end(), 0.0F);
    std::fill(second_moment.begin(), second_moment.end(), 0.0F);
  }
  adam_update<float>(part(model_->parameters, parameters), first_moment, second_moment, part(gradients_, parameters),
                     clip_factor(std::sqrt(squared_norm_), state_.options.clip_norm), learning_rate(), t);
}

/// Of the step under way.
double Trainer::learning_rate() const {
  const TrainingOptions& options = state_.options;
  const PhaseOptions& its = options.phase(state_.phase);
  const std::uint64_t steps =
      steps_per_epoch(order_.size(), options.batch_size) * static_cast<std::uint64_t>(its.epochs);
  return its.learning_rate * schedule_factor(options.schedule, static_cast<std::uint64_t>(options.warmup_steps),
                                             state_.steps_done + 1, steps);
}

/// Whether some of the weights are those after the step, and others still those before it.
bool Trainer::updating() const {
  return in_step_ && next_piece_ > 0 && plan_.pieces()[next_piece_ - 1].operation == Operation::adam;
}

bool Trainer::settle_piece() {
  if (updating()) advance_step();
  return !updating();
}

/// Counts the step, whose pieces are all done, and begins to validate if it was an epoch's last one.
void Trainer::end_step() {
  std::swap(squares_, last_squares_);
  const PhaseOptions& options = state_.options.phase(state_.phase);
  const double loss = activations_.loss;
  const double rate = learning_rate();
  state_.steps_done += 1;
  state_.total_steps += 1;
  const auto tokens = static_cast<std::size_t>(batch_.predicted());
  const std::size_t steps = steps_per_epoch(order_.size(), state_.options.batch_size);
  const auto step_in_epoch =
      steps_per_epoch(static_cast<std::size_t>(state_.examples_done), state_.options.batch_size) + 1;
  state_.epoch_loss_sum += loss * static_cast<double>(tokens);
  state_.epoch_tokens += tokens;
  state_.examples_done += static_cast<std::uint64_t>(batch_.examples());
  ended_ = StepResult{.phase = state_.phase,
                      .epoch = state_.epochs_done + 1,
                      .epochs = options.epochs,
                      .step_in_epoch = step_in_epoch,
                      .steps_per_epoch = steps,
                      .step = state_.total_steps,
                      .total_steps = report_.total_steps,
                      .tokens = tokens,
                      .loss = loss,
                      .grad_norm = std::sqrt(squared_norm_),
                      .learning_rate = rate,
                      .epoch_ended = state_.examples_done >= order_.size(),
                      .epoch_loss = state_.epoch_loss_sum / static_cast<double>(state_.epoch_tokens)};
  next_epoch();
  ended_->done = done_;
  if (ended_->epoch_ended) validation_[static_cast<std::size_t>(ended_->phase)].begin();
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

void Trainer::go_back_to_good_weights() {
  const std::string rate = describe_number(learning_rate());
  const std::string at = std::string(phase_name(state_.phase)) + " epoch " + std::to_string(state_.epochs_done + 1) +
                         ", step " + std::to_string(state_.total_steps + 1);
  if (has_good_parameters_) model_->parameters = good_parameters_;
  throw Error(at,
              "the loss is no longer finite, at a learning rate of " + rate + ", and the last good weights are back",
              "choose a lower learning rate or more warm-up steps, or a lower clip norm if clipping is off or loose");
}

AdamInputs Trainer::next_update(std::size_t parameter) const {
  AdamInputs inputs = {
      .t = state_.steps_done + 1, .learning_rate = learning_rate(), .clip_norm = state_.options.clip_norm};
  if (state_.steps_done == 0) return inputs;  // the moments of the phase before are still there
  inputs.first = state_.first_moment[parameter];
  inputs.second = state_.second_moment[parameter];
  return inputs;
}

const TrainingState& Trainer::state() {
  settle();
  if (state_.steps_done == 0) {  // Adam would do it at the first step
    std::fill(state_.first_moment.begin(), state_.first_moment.end(), 0.0F);
    std::fill(state_.second_moment.begin(), state_.second_moment.end(), 0.0F);
  }
  return state_;
}

}  // namespace glassgpt
