#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adam.h"
#include "schedule.h"

namespace glassgpt {

/// The two acts of training: facts first, then chats, from the pre-trained weights.
enum class Phase { pretrain, tune };

/// The phases in the order in which they are trained.
inline constexpr Phase kPhases[] = {Phase::pretrain, Phase::tune};

/// `pretrain` or `tune`.
constexpr std::string_view phase_name(Phase phase) {
  return phase == Phase::pretrain ? "pretrain" : "tune";
}

/// How to train one phase.
struct PhaseOptions {
  int epochs = 100;            ///< passes over the phase's data
  double learning_rate = 0.0;  ///< Adam's, at its highest

  /// Whether both are the same.
  bool operator==(const PhaseOptions&) const = default;
};

/// How to train. The defaults are the recipe `classic`: what the original system used, whatever the data. What suits
/// data and sizes is for recommended() in train/recipe.h to say.
struct TrainingOptions {
  PhaseOptions pretrain = {.epochs = 100, .learning_rate = 5e-4};  ///< of pre-training
  PhaseOptions tune = {.epochs = 100, .learning_rate = 1e-4};      ///< of instruction tuning, gentler
  int batch_size = 16;                                             ///< examples a step
  double clip_norm = 5.0;                  ///< longest gradient, as a global L2 norm; 0 turns clipping off
  std::uint64_t seed = 1;                  ///< of the order of the examples
  bool shuffle = true;                     ///< a new order each epoch; else the order of the files
  Schedule schedule = Schedule::constant;  ///< of the learning rate, in each phase
  int warmup_steps = 0;                    ///< at the beginning of each phase, over which the rate rises
  double beta2 = kAdamBeta2;               ///< Adam's \f$ \beta_2 \f$
  bool answers_only = false;               ///< the loss of tuning counts the tokens of the answers, not of the prompts
  bool until_learned =
      false;  ///< tuning ends when its questions are answered right, and after its epochs at the latest

  /// Those of one phase.
  [[nodiscard]] const PhaseOptions& phase(Phase p) const { return p == Phase::pretrain ? pretrain : tune; }
  /// Those of one phase, to change.
  [[nodiscard]] PhaseOptions& phase(Phase p) { return p == Phase::pretrain ? pretrain : tune; }

  /// Whether all are the same.
  bool operator==(const TrainingOptions&) const = default;
};

/// Least and most that the command line and the page let people choose.
struct TrainingLimits {
  int most_epochs = 100'000;          ///< from 0, which skips the phase
  double least_learning_rate = 1e-5;  ///< up to most_learning_rate
  double most_learning_rate = 1e-2;   ///< from least_learning_rate
  int most_batch_size = 4096;         ///< from 1
  double most_clip_norm = 1e6;        ///< from 0, which turns clipping off
  int most_warmup_steps = 1'000'000;  ///< from 0
  double most_beta2 = 0.9999;         ///< from least_beta2
  double least_beta2 = 0.5;           ///< up to most_beta2
};
/// The limits in force.
inline constexpr TrainingLimits kTrainingLimits;

/// Throws Error unless the options lie within kTrainingLimits. @param where  what the error names as the place
void check_limits(const TrainingOptions& options, std::string_view where);

/// A phase's data, as far as a resumed run has to find it unchanged.
struct DataFingerprint {
  std::uint64_t examples = 0;  ///< how many there are
  std::uint64_t hash = 0;      ///< FNV-1a of the token ids and lengths

  /// Whether it is, as far as one can tell, the same data.
  bool operator==(const DataFingerprint&) const = default;
};

/// How far a tuning that lasts until it is learned has come; train/learning.h says what follows from it.
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
