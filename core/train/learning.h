#pragma once

#include <cstddef>
#include <cstdint>

#include "../state/training_state.h"
#include "schedule.h"

namespace glassgpt {

/// How a phase's examples are known: those whose endings the model finds, of those that were checked.
struct Known {
  std::size_t right = 0;    ///< examples
  std::size_t checked = 0;  ///< examples; 0: none were checked

  /// Whether it is at least this share of those checked.
  [[nodiscard]] bool reaches(double share) const {
    return checked > 0 && static_cast<double>(right) >= share * static_cast<double>(checked);
  }
};

/// The share of its questions that a model has to answer right, word for word, to have learned them.
inline constexpr double kLearnedShare = 0.98;

/// Examples that a check looks at, at most, and the last one of a phase: so few that checking costs little.
inline constexpr std::size_t kMostChecked = 128;
inline constexpr std::size_t kMostCheckedAtEnd = 4096;

/// Steps that so many questions are about learned after, from what was measured with the recipe `auto`.
/// @param batch_size  examples a step
std::uint64_t expected_tuning_steps(std::size_t questions, std::size_t batch_size);

/// When a phase ends, and how its learning rate goes until then: one of a fixed length follows its schedule. What
/// follows is of one that lasts until it is learned.
///
/// The rate rises over the warm-up, stays, and falls to 0 at the end of the phase ("warm-up, stable, decay", Hu et al.
/// 2024, section 4). When it begins to fall is not known beforehand but found out: once the model knows kFallsFrom of
/// the questions that are checked now and then. The fall takes kFallShare times the steps before it. At its end, the
/// phase is over if the questions were answered right (kLearnedShare) at the last check and are now; else the rate
/// goes back up, and falls again at the next check, for longer. It begins to fall in the middle of the phase at the
/// latest, and ends with its last step.
class Learning {
 public:
  /// Of questions known, from which on the rate falls.
  static constexpr double kFallsFrom = 0.6;
  /// Steps of the fall, for each step before it.
  static constexpr double kFallShare = 1.5;

  /// @param most_steps  of the phase
  /// @param expected_steps  of the phase, about
  /// @param batch_size  examples a step, of which checking is to cost few: batches at a time, likewise
  /// @param checked  examples of a check
  Learning(std::uint64_t most_steps, std::uint64_t expected_steps, std::size_t batch_size, std::size_t checked,
           bool until_learned = true);

  /// Whether the phase lasts until it is learned.
  [[nodiscard]] bool until_learned() const { return until_learned_; }

  /// Whether the answers are to be checked after so many steps of the phase.
  [[nodiscard]] bool is_due(const LearningState& state, std::uint64_t steps) const;

  /// Whether this is where the phase may end, so that all its questions are to be checked and not some.
  [[nodiscard]] bool may_end(const LearningState& state, std::uint64_t steps) const;

  /// Takes note of what was known after so many steps.
  void take(LearningState& state, std::uint64_t steps, const Known& known) const;

  /// What the phase's learning rate is multiplied by. @param step  from 1
  [[nodiscard]] double rate_factor(const LearningState& state, Schedule schedule, std::uint64_t warmup_steps,
                                   std::uint64_t step) const;

  /// Steps that are still to come after so many, as far as can be told.
  [[nodiscard]] std::uint64_t steps_left(const LearningState& state, std::uint64_t steps) const;

 private:
  /// Half-way to the end.
  [[nodiscard]] std::uint64_t middle(const LearningState& state) const;

  std::uint64_t most_steps_;
  std::uint64_t expected_steps_;
  std::uint64_t steps_between_;
  bool until_learned_;
};

}  // namespace glassgpt
