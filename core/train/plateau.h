#pragma once

#include <cstdint>

#include "learning.h"
#include "stage.h"

namespace glassgpt {

/// Detects a plateau: whether a phase's loss still goes down, by its means over windows of some hundred steps.
///
/// A rate that is too high does not always let the loss grow beyond all numbers: after LayerNorm, a model can as well
/// get to where it says the same after every text, with a loss that is finite and stays (Liu et al. 2020). Such a run
/// stands still, and so does one that keeps jumping over what it should find.
class PlateauDetector {
 public:
  /// Means of the loss that are compared, from the first of so many windows to the last.
  static constexpr int kWindows = 3;
  /// It goes down if the last one is at most this share of the first.
  static constexpr double kFalls = 0.97;
  /// Of the loss of who knows the words' frequencies alone, above which a text's model has learned little.
  static constexpr double kLittle = 0.7;
  /// Of the questions, which a model that answers fewer has hardly begun to learn.
  static constexpr double kHardly = 0.1;

  PlateauDetector() = default;
  /// @param losses  of the phase
  /// @param questions  whether it is questions that it learns
  /// @param window  steps of one
  PlateauDetector(const StageLosses& losses, bool questions, std::uint64_t window)
      : losses_(losses), questions_(questions), window_(window) {}

  /// Begins anew: the run went back.
  void restart();

  /// Takes note of a step. @param tokens  that its loss counts
  void add(double loss, std::size_t tokens);

  /// Takes note of what is known.
  void take(const Known& known) { known_ = known; }

  /// Whether a window ended with the step added last.
  [[nodiscard]] bool window_ended() const { return steps_ == 0 && windows_ > 0; }

  /// Whether the run is on a plateau on which it should not be, as of the window that ended: little is learned.
  [[nodiscard]] bool detected() const;

  /// Whether it had learned something in that window, so that its weights are worth keeping.
  [[nodiscard]] bool has_learned() const;

  /// Mean of the loss in that window.
  [[nodiscard]] double loss() const { return means_[kWindows - 1]; }

 private:
  StageLosses losses_;
  bool questions_ = false;
  std::uint64_t window_ = 1;
  Known known_;
  std::uint64_t steps_ = 0;  ///< of the window under way
  double sum_ = 0;           ///< of their losses times their tokens
  double tokens_ = 0;
  int windows_ = 0;              ///< that have ended
  double means_[kWindows] = {};  ///< of the last ones
};

}  // namespace glassgpt
