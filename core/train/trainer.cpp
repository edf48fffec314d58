#include "trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "../base/error.h"
#include "../base/rng.h"
#include "../model/transformer.h"

namespace glassgpt {

namespace {

/// How often a copy of good weights is kept: rarely enough to cost nothing, often enough to lose little.
constexpr std::uint64_t kStepsBetweenCopies = 100;

std::size_t steps_per_epoch(std::size_t examples, int batch_size) {
  const auto size = static_cast<std::size_t>(batch_size);
  return (examples + size - 1) / size;
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

Trainer::Trainer(Model<float>& model, PhaseData data, const TrainingOptions& options)
    : model_(&model), data_(std::move(data)) {
  state_.options = options;
  state_.pretrain_data = fingerprint(data_[0].sequences);
  state_.tune_data = fingerprint(data_[1].sequences);
  make_report();
  if (report_.phases.empty()) {
    throw Error("training", "there is nothing to train", "give a phase both data and at least one epoch");
  }
  begin_phase(report_.phases.front().phase);
}

Trainer::Trainer(Model<float>& model, PhaseData data, TrainingState state)
    : model_(&model), data_(std::move(data)), state_(std::move(state)) {
  for (const Phase phase : kPhases) {
    const DataFingerprint& then = phase == Phase::pretrain ? state_.pretrain_data : state_.tune_data;
    if (fingerprint(data_[static_cast<std::size_t>(phase)].sequences) != then) {
      throw Error("resuming training",
                  "the " + std::string(phase_name(phase)) + " data is not what the run was trained on, which had " +
                      std::to_string(then.examples) + " examples",
                  "give the same files in the same order");
    }
  }
  if (phase_data().sequences.count() == 0) {
    throw Error("resuming training",
                "the file says that " + std::string(phase_name(state_.phase)) + " is under way, which has no data",
                "start a new run from its weights instead");
  }
  moments_ = {.first = std::move(state_.first_moment), .second = std::move(state_.second_moment)};
  gradients_.resize(model_->parameters.size());
  make_report();
  report_.steps_done = state_.total_steps;
  order_epoch();
  advance();
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

void Trainer::begin_phase(Phase phase) {
  state_.phase = phase;
  state_.epochs_done = 0;
  state_.steps_done = 0;
  moments_.first.assign(model_->parameters.size(), 0.0F);
  moments_.second.assign(model_->parameters.size(), 0.0F);
  gradients_.resize(model_->parameters.size());
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

StepResult Trainer::step() {
  next_batch();
  forward<float>(*model_, batch_, activations_, true);
  const double loss = loss_forward<float>(batch_, activations_);
  std::fill(gradients_.begin(), gradients_.end(), 0.0F);
  double norm = 0;
  if (std::isfinite(loss)) {
    if (good_parameters_.empty() || state_.total_steps % kStepsBetweenCopies == 0) {
      good_parameters_ = model_->parameters;
    }
    backward<float>(*model_, batch_, activations_, gradients_);
    norm = gradient_norm<float>(gradients_);
  }
  if (!std::isfinite(loss) || !std::isfinite(norm)) go_back_to_good_weights();

  const PhaseOptions& options = state_.options.phase(state_.phase);
  state_.steps_done += 1;
  state_.total_steps += 1;
  adam_update<float>(model_->parameters, moments_, gradients_, clip_factor(norm, state_.options.clip_norm),
                     options.learning_rate, state_.steps_done);

  const auto tokens = static_cast<std::size_t>(batch_.predicted());
  const std::size_t steps = steps_per_epoch(order_.size(), state_.options.batch_size);
  const auto step_in_epoch =
      steps_per_epoch(static_cast<std::size_t>(state_.examples_done), state_.options.batch_size) + 1;
  state_.epoch_loss_sum += loss * static_cast<double>(tokens);
  state_.epoch_tokens += tokens;
  state_.examples_done += static_cast<std::uint64_t>(batch_.examples());
  StepResult result = {.phase = state_.phase,
                       .epoch = state_.epochs_done + 1,
                       .epochs = options.epochs,
                       .step_in_epoch = step_in_epoch,
                       .steps_per_epoch = steps,
                       .step = state_.total_steps,
                       .total_steps = report_.total_steps,
                       .tokens = tokens,
                       .loss = loss,
                       .grad_norm = norm,
                       .learning_rate = options.learning_rate,
                       .epoch_ended = state_.examples_done >= order_.size(),
                       .epoch_loss = state_.epoch_loss_sum / static_cast<double>(state_.epoch_tokens)};
  advance();
  result.done = done_;
  return result;
}

/// Moves to the next epoch or phase where the one under way is complete.
void Trainer::advance() {
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
  const std::string at = std::string(phase_name(state_.phase)) + " epoch " + std::to_string(state_.epochs_done + 1) +
                         ", step " + std::to_string(state_.total_steps + 1);
  if (!good_parameters_.empty()) model_->parameters = good_parameters_;
  throw Error(at, "the loss is no longer finite, and the last good weights are back",
              "choose a lower learning rate, or a lower clip norm if clipping is off or loose");
}

TrainingState Trainer::state() const {
  TrainingState state = state_;
  state.first_moment = moments_.first;
  state.second_moment = moments_.second;
  return state;
}

}  // namespace glassgpt
