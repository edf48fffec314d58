#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "core/session.h"

namespace glassgpt {

/// An epoch that has ended, as the logs tell it.
struct EpochSummary {
  Phase phase = Phase::pretrain;
  int epoch = 0;   ///< from 1
  int epochs = 0;  ///< of the phase
  double loss = 0.0;
  double grad_norm = 0.0;          ///< mean over the epoch's steps, before clipping
  double tokens_per_second = 0.0;  ///< predicted tokens of the epoch
  double seconds_left = 0.0;       ///< of the whole run
  double learning_rate = 0.0;      ///< of its last step
  double validation_loss = 0.0;    ///< NaN if there is no data to validate the phase
};

/// Measures a training run: its speed, and how long it will still take.
class TrainingPace {
 public:
  /// The clock starts now.
  explicit TrainingPace(const TrainingReport& plan);

  /// To be told of every step as soon as it is done.
  void add(const StepResult& step);

  /// The epoch of the last step, so far.
  [[nodiscard]] EpochSummary epoch() const;

  /// Predicted tokens a second since the run began or was resumed.
  [[nodiscard]] double tokens_per_second() const;
  [[nodiscard]] double seconds_left() const;

  /// 0 … 1, of the whole run, measured in tokens.
  [[nodiscard]] double fraction_done() const;

 private:
  using Clock = std::chrono::steady_clock;

  std::vector<PhaseReport> phases_;
  StepResult last_;
  Clock::time_point start_;
  Clock::time_point epoch_start_;
  Clock::time_point now_;
  double tokens_done_ = 0;  ///< of the whole run
  double tokens_left_ = 0;
  double tokens_seen_ = 0;  ///< since start_
  double epoch_tokens_ = 0;
  double epoch_grad_norms_ = 0;
  std::size_t epoch_steps_ = 0;
};

}  // namespace glassgpt
