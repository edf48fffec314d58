#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "../base/option.h"
#include "../base/words.h"

namespace glassgpt {

/// The two phases of training: facts first, then chats, from the pre-trained weights.
enum class Phase { pretrain, tune };

/// The phases in the order in which they are trained.
inline constexpr Phase kPhases[] = {Phase::pretrain, Phase::tune};

/// `pretrain` or `tune`.
constexpr std::string_view phase_name(Phase phase) {
  return phase == Phase::pretrain ? "pretrain" : "tune";
}

/// That for a message.
constexpr const Words& phase_words(Phase phase) {
  return phase == Phase::pretrain ? words::pretrain : words::tune;
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

/// Their names.
template <>
inline constexpr std::array<std::string_view, 3> kNames<Schedule> = {"constant", "linear", "cosine"};

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

/// What the loss of tuning counts, and when tuning ends, by name.
inline constexpr std::array<std::string_view, 2> kLossChoices = {"answers", "all"};
inline constexpr std::array<std::string_view, 2> kStopChoices = {"learned", "epochs"};

/// The options of a phase. Those of each have a default of their own, in a new TrainingOptions.
inline constexpr Option<PhaseOptions> kPhaseOptions[] = {
    option<&PhaseOptions::epochs>("epochs", "epochs", "Epochs", {.most = 100'000, .by_recipe = true}),
    option<&PhaseOptions::learning_rate>("learning_rate", "lr", "Learning rate",
                                         {.least = 1e-5, .most = 1e-2, .by_recipe = true}),
};

/// The options of training but for those of its phases.
inline constexpr Option<TrainingOptions> kTrainingOptions[] = {
    option<&TrainingOptions::batch_size>("batch_size", "batch-size", "Examples a step",
                                         {.least = 1, .most = 4096, .valid_from = 1, .by_recipe = true}),
    option<&TrainingOptions::clip_norm>("clip_norm", "clip-norm", "Longest gradient; 0 turns clipping off",
                                        {.most = 1e6}),
    option<&TrainingOptions::seed>("seed", "seed", "Same seed, same weights and order", {.most = kMostSeed}),
    option<&TrainingOptions::shuffle>("shuffle", "no-shuffle", "Take the examples in the order of the files"),
    option<&TrainingOptions::schedule>(
        "schedule", "schedule", "The learning rate stays, or falls to 0 in each phase along a line or half a cosine",
        {.by_recipe = true, .may_be_absent = true}),
    option<&TrainingOptions::warmup_steps>("warmup_steps", "warmup-steps",
                                           "Steps of each phase over which the learning rate rises",
                                           {.most = 1'000'000, .by_recipe = true, .may_be_absent = true}),
    option<&TrainingOptions::adam, &AdamOptions::beta1>("beta1", "beta1",
                                                        "How much of the mean of gradients Adam keeps a step",
                                                        {.most = 0.9999, .valid_below = 1, .may_be_absent = true}),
    option<&TrainingOptions::adam, &AdamOptions::beta2>(
        "beta2", "beta2", "How much of the mean of squared gradients Adam keeps a step",
        {.least = 0.5, .most = 0.9999, .valid_below = 1, .by_recipe = true, .may_be_absent = true}),
    option<&TrainingOptions::adam, &AdamOptions::epsilon>("epsilon", "epsilon",
                                                          "What Adam adds to the root that it divides by",
                                                          {.least = 1e-10, .most = 0.1, .may_be_absent = true}),
    option<&TrainingOptions::answers_only>("answers_only", "loss",
                                           "Of tuning: counts the answers' tokens alone, or the prompts' too",
                                           {.choices = kLossChoices, .by_recipe = true, .may_be_absent = true}),
    option<&TrainingOptions::until_learned>("until_learned", "stop",
                                            "Tuning: once the questions are answered right, or after all epochs",
                                            {.choices = kStopChoices, .by_recipe = true, .may_be_absent = true}),
};

/// Throws Error unless the options lie within the ranges of their tables. @param where  what the error names as the
/// place
void check_limits(const TrainingOptions& options, std::string_view where);

}  // namespace glassgpt
