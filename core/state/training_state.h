#pragma once

#include <cstdint>
#include <vector>

#include "training_options.h"

namespace glassgpt {

/// A phase's data, as far as a resumed run has to find it unchanged.
struct DataFingerprint {
  std::uint64_t examples = 0;  ///< how many there are
  std::uint64_t hash = 0;      ///< FNV-1a of the token ids and lengths

  /// Whether it is, as far as one can tell, the same data.
  bool operator==(const DataFingerprint&) const = default;
};

/// How far a tuning that lasts until it is learned has come; core/train/learning.h says what follows from it.
struct LearningState {
  std::uint64_t begin = 0;       ///< steps of the phase before it began, or began again after a setback
  std::uint64_t fall_begin = 0;  ///< steps of the phase after which the rate began to fall; 0: it has not
  std::uint64_t fall_steps = 0;  ///< that the fall takes
  std::uint64_t checked_at = 0;  ///< steps of the phase after which the answers were checked last
  bool right_before = false;     ///< whether they were right then
  bool learned = false;          ///< whether that was the end

  /// Whether all is the same.
  bool operator==(const LearningState&) const = default;
};

/// What became of a learning rate that was too high.
struct SetbackState {
  int count = 0;           ///< how often the run went back to good weights, and on at half the rate
  std::uint64_t step = 0;  ///< steps of the phase before the last time; 0 in a phase without one

  /// Whether all is the same.
  bool operator==(const SetbackState&) const = default;
};

/// Where training stands: what is needed, beside the weights, to go on as if it had never stopped.
struct TrainingState {
  TrainingOptions options;           ///< of the whole run
  DataFingerprint pretrain_data;     ///< no examples: the phase is skipped
  DataFingerprint tune_data;         ///< likewise
  Phase phase = Phase::pretrain;     ///< the phase of the next step, or of the last one when training is done
  int epochs_done = 0;               ///< whole epochs of that phase
  std::uint64_t examples_done = 0;   ///< examples of the epoch under way
  std::uint64_t steps_done = 0;      ///< Adam's t: updates in this phase
  std::uint64_t total_steps = 0;     ///< updates in all phases
  double epoch_loss_sum = 0.0;       ///< of the epoch under way: losses times their tokens
  std::uint64_t epoch_tokens = 0;    ///< tokens of the epoch under way that its loss counts
  LearningState learning = {};       ///< of tuning
  SetbackState setbacks = {};        ///< of the run
  std::vector<float> first_moment;   ///< Adam's m, in the parameter table's layout
  std::vector<float> second_moment;  ///< Adam's v
};

}  // namespace glassgpt
