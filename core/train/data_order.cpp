#include "data_order.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>

#include "../base/error.h"
#include "../base/rng.h"
#include "report.h"

namespace glassgpt {

DataFingerprint fingerprint(const TokenSequences& sequences) {
  // FNV-1a over 64-bit words: the number of ids of each example, then its ids.
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto add = [&hash](std::uint64_t word) { hash = (hash ^ word) * 0x100000001b3U; };
  for (std::size_t i = 0; i < sequences.count(); ++i) {
    add(sequences[i].size());
    for (const PackedTokenId id : sequences[i]) add(id);
  }
  return {.examples = sequences.count(), .hash = hash};
}

bool has_steps(const EncodedDataset& data, const TrainingOptions& options, Phase phase) {
  return data.sequences.count() > 0 && options.phase(phase).epochs > 0;
}

std::size_t batches_of(std::size_t examples, int batch_size) {
  const auto size = static_cast<std::size_t>(batch_size);
  return (examples + size - 1) / size;
}

void order_examples(std::span<std::size_t> order, const TrainingOptions& options, Phase phase, int epoch) {
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!options.shuffle) return;
  const std::uint64_t phase_seed = mix_seeds(options.seed, static_cast<std::uint64_t>(phase));
  Rng rng(mix_seeds(phase_seed, static_cast<std::uint64_t>(epoch)));
  rng.shuffle(order);
}

void DataOrder::begin_phase(TrainingState& state, Phase phase) {
  state.phase = phase;
  state.epochs_done = 0;
  state.steps_done = 0;
  state.setbacks.step = 0;
  order_epoch(state);
}

void DataOrder::resume(const TrainingState& state) {
  for (const Phase phase : kPhases) {
    const DataFingerprint& then = phase == Phase::pretrain ? state.pretrain_data : state.tune_data;
    if (fingerprint(data(phase).sequences) != then) {
      throw OtherDataError(phase, then.examples);
    }
  }
  if (data(state.phase).sequences.count() == 0) {
    throw Error(words::resuming, {words::phase_without_data, {{"phase", phase_words(state.phase)}}},
                words::start_run_from_weights);
  }
  order_epoch(state);
}

void DataOrder::order_epoch(const TrainingState& state) {
  order_.resize(data(state.phase).sequences.count());
  epoch_order_(order_, state.options, state.phase, state.epochs_done);
}

void DataOrder::leave_out(Phase phase, std::span<const std::size_t> examples) {
  const std::size_t count = data(phase).sequences.count();
  std::vector<bool>& left_out = left_out_[static_cast<std::size_t>(phase)];
  left_out.resize(count);
  for (const std::size_t example : examples) {
    if (example >= count) {
      throw Error("leaving out", "there is no example " + std::to_string(example),
                  "choose a number below " + std::to_string(count));
    }
    left_out[example] = true;
  }
}

void DataOrder::fill(Batch& batch, const TrainingState& state) const {
  const EncodedDataset& examples = data(state.phase);
  const bool answers_only = counts_answers_only(state.options, state.phase);
  const auto first = static_cast<std::size_t>(state.examples_done);
  const std::size_t last = std::min(first + static_cast<std::size_t>(state.options.batch_size), order_.size());
  const std::vector<bool>& left_out = left_out_[static_cast<std::size_t>(state.phase)];
  batch.clear();
  for (std::size_t i = first; i < last; ++i) {
    const std::size_t example = order_[i];
    const std::span<const PackedTokenId> ids = examples.sequences[example];
    const std::size_t first_target = answers_only ? examples.answer_start(example) : 1;
    batch.append(ids, !left_out.empty() && left_out[example] ? ids.size() : first_target);
  }
}

bool DataOrder::move_on(TrainingState& state) {
  if (state.examples_done >= order_.size()) {
    state.epochs_done += 1;
    state.examples_done = 0;
    state.epoch_loss_sum = 0;
    state.epoch_tokens = 0;
    order_epoch(state);
  }
  if (state.epochs_done < state.options.phase(state.phase).epochs) return false;
  if (state.phase == Phase::tune || !has_steps(data(Phase::tune), state.options, Phase::tune)) return true;
  begin_phase(state, Phase::tune);
  return false;
}

}  // namespace glassgpt
