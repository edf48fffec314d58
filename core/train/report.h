#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "../base/error.h"
#include "../state/training_options.h"
#include "learning.h"
#include "stage.h"

namespace glassgpt {

class DataOrder;

/// What one phase of a training run has ahead of it.
struct PhaseReport {
  Phase phase = Phase::pretrain;              ///< which of them
  std::size_t examples = 0;                   ///< in its data, the pieces of longer texts among them
  std::size_t questions = 0;                  ///< of those, prompts with answers
  std::size_t tokens = 0;                     ///< that an epoch goes through
  std::size_t loss_tokens = 0;                ///< of those, the ones that the loss counts
  std::size_t steps_per_epoch = 0;            ///< batches that its data makes
  int epochs = 0;                             ///< passes over its data, at most
  std::uint64_t expected_steps = 0;           ///< about; fewer than all if it ends once it is learned
  StageLosses losses = {};                    ///< what its loss is compared with
  std::size_t unknown_tokens = 0;             ///< tokens that are not in the vocabulary
  std::size_t texts_cut = 0;                  ///< longer than max_seq_len + 1 tokens: they became several examples
  std::size_t pieces = 0;                     ///< those examples
  std::size_t examples_cut = 0;               ///< prompts with answers longer than max_seq_len + 1 tokens
  std::size_t tokens_cut = 0;                 ///< tokens dropped from their ends
  std::size_t context_needed = 0;             ///< max_seq_len with which none would be; 0 if none is
  std::size_t validation_examples = 0;        ///< measured at the end of every epoch, and not trained on
  std::size_t validation_unknown_tokens = 0;  ///< tokens of those that are not in the vocabulary
};

/// Examples of a step, of as many as there are.
constexpr std::size_t examples_a_step(std::size_t examples, const TrainingOptions& options) {
  const auto batch_size = static_cast<std::size_t>(options.batch_size);
  return examples < batch_size ? examples : batch_size;
}

/// Whether a phase ends once its questions are answered right.
constexpr bool lasts_until_learned(const TrainingOptions& options, const PhaseReport& phase) {
  return options.until_learned && phase.phase == Phase::tune && phase.questions > 0;
}

/// What a training run has ahead of it: its phases in order, those without data or epochs left out.
struct TrainingReport {
  std::vector<PhaseReport> phases;  ///< in the order in which they are trained
  std::uint64_t total_steps = 0;    ///< of all phases, at most
  std::uint64_t steps_done = 0;     ///< more than 0 when resumed
};

/// What a run on this data has ahead of it.
TrainingReport report_on(const DataOrder& order, const TrainingOptions& options);

/// A run cannot be resumed because a phase's data is not what it was trained on.
class OtherDataError : public Error {
 public:
  /// @param examples  that the phase had
  OtherDataError(Phase phase, std::uint64_t examples);
};

/// How a run goes wrong.
enum class Trouble {
  none,          ///< it does not
  diverged,      ///< the loss or the gradient is no longer finite
  stands_still,  ///< the loss is finite, but goes down no more although little is learned
};

/// `none`, `diverged` or `stands_still`.
constexpr std::string_view trouble_name(Trouble trouble) {
  if (trouble == Trouble::none) return "none";
  return trouble == Trouble::diverged ? "diverged" : "stands_still";
}

/// Trouble, and what was done about it.
struct Setback {
  Trouble trouble = Trouble::none;  ///< what happened
  bool went_back = false;    ///< to the last good weights, and on at half the rate; else the run goes on as it is
  double loss = 0;           ///< at which it stands still
  double learning_rate = 0;  ///< the phase's, at its highest, from now on
};

/// One optimiser step.
struct StepResult {
  Phase phase = Phase::pretrain;       ///< that the step belongs to
  int epoch = 0;                       ///< of the phase, from 1
  int epochs = 0;                      ///< of the phase
  std::size_t step_in_epoch = 0;       ///< from 1
  std::size_t steps_per_epoch = 0;     ///< of the phase
  std::uint64_t step = 0;              ///< of the whole run, from 1
  std::uint64_t total_steps = 0;       ///< of the whole run, at most
  std::uint64_t phase_steps_left = 0;  ///< of the phase, as far as can be told
  std::size_t tokens = 0;              ///< that it went through
  double loss = 0.0;                   ///< mean over those that it counts, in nats, before the update
  double grad_norm = 0.0;              ///< global L2 norm before clipping
  double learning_rate = 0.0;          ///< of this step
  bool epoch_ended = false;            ///< whether this was the epoch's last step
  double epoch_loss = 0.0;             ///< mean over the tokens of the epoch so far that the loss counts
  /// Mean over the phase's validation data after the epoch that this step ended; NaN in other steps, or without data.
  double validation_loss = std::numeric_limits<double>::quiet_NaN();
  Known validation_known = {};  ///< what of that data is known
  Known known = {};             ///< what of the phase's own examples is known, after steps that end with a check
  double checked_loss = 0.0;    ///< likewise the mean loss since the check before
  Stage stage = Stage::noise;   ///< what the model has learned to do, as of the last check of the phase
  bool learned = false;         ///< the phase ended because its questions are answered right
  Setback setback = {};         ///< what went wrong with the step, or in those before it
  bool done = false;            ///< nothing is left to train
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
