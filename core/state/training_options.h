#pragma once

#include <cstdint>
#include <string_view>

namespace glassgpt {

/// The two phases of training: facts first, then chats, from the pre-trained weights.
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

/// How the learning rate of a phase goes on after its warm-up.
enum class Schedule {
  constant,  ///< it stays
  linear,    ///< it falls to 0 along a straight line
  cosine,    ///< it falls to 0 along half a cosine: slowly, fast, slowly
};

/// All of them.
inline constexpr Schedule kSchedules[] = {Schedule::constant, Schedule::linear, Schedule::cosine};

/// `constant`, `linear` or `cosine`.
std::string_view schedule_name(Schedule schedule);

/// The schedule of that name. @throws Error if there is none, with `where` as the place
Schedule schedule_of(std::string_view name, std::string_view where);

/// The constants of Adam (Kingma and Ba 2015, algorithm 1).
struct AdamOptions {
  double beta1 = 0.9;     ///< \f$ \beta_1 \f$, how much of the old mean of the gradients each step keeps
  double beta2 = 0.999;   ///< \f$ \beta_2 \f$, likewise for the mean of their squares
  double epsilon = 1e-8;  ///< \f$ \epsilon \f$, added after the square root

  /// Whether all are the same.
  bool operator==(const AdamOptions&) const = default;
};

/// How to train. The defaults are the recipe `classic`: what the original system used, whatever the data. What suits
/// data and sizes is for recommended() in core/train/recipe.h to say.
struct TrainingOptions {
  PhaseOptions pretrain = {.epochs = 100, .learning_rate = 5e-4};  ///< of pre-training
  PhaseOptions tune = {.epochs = 100, .learning_rate = 1e-4};      ///< of instruction tuning, gentler
  int batch_size = 16;                                             ///< examples a step
  double clip_norm = 5.0;                  ///< longest gradient, as a global L2 norm; 0 turns clipping off
  std::uint64_t seed = 1;                  ///< of the order of the examples
  bool shuffle = true;                     ///< a new order each epoch; else the order of the files
  Schedule schedule = Schedule::constant;  ///< of the learning rate, in each phase
  int warmup_steps = 0;                    ///< at the beginning of each phase, over which the rate rises
  AdamOptions adam = {};                   ///< of every update
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

}  // namespace glassgpt
