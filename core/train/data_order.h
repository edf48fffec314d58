#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "../state/training_state.h"
#include "../text/batch.h"
#include "../text/encoded_dataset.h"

namespace glassgpt {

/// Data of the phases, by Phase; a phase without examples is skipped.
using PhaseData = std::array<EncodedDataset, 2>;

/// What a resumed run compares its data by.
DataFingerprint fingerprint(const TokenSequences& sequences);

/// Whether a phase has both examples and epochs.
bool has_steps(const EncodedDataset& data, const TrainingOptions& options, Phase phase);

/// Whether a phase's loss counts the tokens of its answers alone.
constexpr bool counts_answers_only(const TrainingOptions& options, Phase phase) {
  return options.answers_only && phase == Phase::tune;
}

/// Batches that so many examples make, the last one smaller.
std::size_t batches_of(std::size_t examples, int batch_size);

/// The order in which an epoch takes a phase's examples: a permutation of 0 to its size - 1. It depends on the
/// arguments alone, so that a resumed run finds the same one.
/// @param epoch  of the phase, from 0
using EpochOrder =
    std::function<void(std::span<std::size_t> order, const TrainingOptions& options, Phase phase, int epoch)>;

/// The usual one: that of the data, or with TrainingOptions::shuffle a new random one in every epoch.
void order_examples(std::span<std::size_t> order, const TrainingOptions& options, Phase phase, int epoch);

/// The batches of a run, one after another through the epochs of its phases. Which one is next is in the state.
class DataOrder {
 public:
  /// @param order  of every epoch
  DataOrder(PhaseData data, EpochOrder order) : data_(std::move(data)), epoch_order_(std::move(order)) {}

  /// A phase's examples.
  [[nodiscard]] const EncodedDataset& data(Phase phase) const { return data_[static_cast<std::size_t>(phase)]; }

  /// Begins a phase.
  void begin_phase(TrainingState& state, Phase phase);

  /// Goes on within the epoch in which the state stands.
  /// @throws Error if the data is not that of the state
  void resume(const TrainingState& state);

  /// From now on some of a phase's examples are only read: nothing of them is predicted. The order and the batches
  /// stay.
  /// @param examples  their numbers, from 0 @throws Error if there is no such example
  void leave_out(Phase phase, std::span<const std::size_t> examples);

  /// The batch that is next, of examples end to end, the last one of an epoch smaller.
  void fill(Batch& batch, const TrainingState& state) const;

  /// Moves to the next epoch or phase where the one under way is complete. @return whether it was the last one
  bool move_on(TrainingState& state);

 private:
  void order_epoch(const TrainingState& state);

  PhaseData data_;
  EpochOrder epoch_order_;
  std::vector<std::size_t> order_;             ///< examples of the epoch under way
  std::array<std::vector<bool>, 2> left_out_;  ///< of each example of a phase; empty: none
};

}  // namespace glassgpt
