#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "training_state.h"

namespace glassgpt {

/// What one phase of a training run has ahead of it.
struct PhaseReport {
  Phase phase = Phase::pretrain;              ///< which of them
  std::size_t examples = 0;                   ///< in its data
  std::size_t tokens = 0;                     ///< predicted tokens an epoch
  std::size_t steps_per_epoch = 0;            ///< batches that its data makes
  int epochs = 0;                             ///< passes over its data
  std::size_t unknown_tokens = 0;             ///< tokens that are not in the vocabulary
  std::size_t examples_cut = 0;               ///< examples longer than max_seq_len + 1
  std::size_t tokens_cut = 0;                 ///< tokens dropped from their ends
  std::size_t validation_examples = 0;        ///< measured at the end of every epoch, and not trained on
  std::size_t validation_unknown_tokens = 0;  ///< tokens of those that are not in the vocabulary
};

/// What a training run has ahead of it: its phases in order, those without data or epochs left out.
struct TrainingReport {
  std::vector<PhaseReport> phases;  ///< in the order in which they are trained
  std::uint64_t total_steps = 0;    ///< of all phases
  std::uint64_t steps_done = 0;     ///< more than 0 when resumed
};

/// One optimiser step.
struct StepResult {
  Phase phase = Phase::pretrain;    ///< that the step belongs to
  int epoch = 0;                    ///< of the phase, from 1
  int epochs = 0;                   ///< of the phase
  std::size_t step_in_epoch = 0;    ///< from 1
  std::size_t steps_per_epoch = 0;  ///< of the phase
  std::uint64_t step = 0;           ///< of the whole run, from 1
  std::uint64_t total_steps = 0;    ///< of the whole run
  std::size_t tokens = 0;           ///< predicted in this step
  double loss = 0.0;                ///< mean over them, in nats, before the update
  double grad_norm = 0.0;           ///< global L2 norm before clipping
  double learning_rate = 0.0;       ///< of this step
  bool epoch_ended = false;         ///< whether this was the epoch's last step
  double epoch_loss = 0.0;          ///< mean over the predicted tokens of the epoch so far
  /// Mean over the phase's validation data after the epoch that this step ended; NaN in other steps, or without data.
  double validation_loss = std::numeric_limits<double>::quiet_NaN();
  bool done = false;  ///< nothing is left to train
};

/// How large a tensor's numbers are: root mean squares.
struct TensorSize {
  std::string name;       ///< as in a model file: `blocks.0.attention.query`
  std::size_t rows = 0;   ///< 1 for a vector
  std::size_t cols = 0;   ///< width, or the size of a vector
  double weight = 0.0;    ///< of the weights
  double gradient = 0.0;  ///< of the gradient of the last whole step, before clipping; NaN before the first
};

}  // namespace glassgpt
