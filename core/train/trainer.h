#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "../model/activations.h"
#include "../model/model.h"
#include "../text/batch.h"
#include "adam.h"
#include "report.h"
#include "training_state.h"

namespace glassgpt {

/// Data of the phases, by Phase; a phase without examples is skipped.
using PhaseData = std::array<EncodedDataset, 2>;

/// A training run: the phases in order, each with a fresh Adam. It owns gradients, moments and activations.
///
/// What a step does depends only on the weights, the moments, the options and where the run stands, so that a run
/// continued from state() takes the same steps, bit for bit.
class Trainer {
 public:
  /// Begins a run. @param model  updated by every step, and so to outlive the trainer
  /// @throws Error if no phase has both examples and epochs
  Trainer(Model<float>& model, PhaseData data, const TrainingOptions& options);

  /// Goes on where `state` stands; its options may ask for other numbers of epochs than they did then.
  /// @throws Error if the data is not that of the state
  Trainer(Model<float>& model, PhaseData data, TrainingState state);

  /// What the run has ahead of it, as of its beginning or resuming.
  [[nodiscard]] const TrainingReport& report() const { return report_; }

  /// Whether every epoch of every phase is done.
  [[nodiscard]] bool done() const { return done_; }

  /// Forward, backward, clipping, Adam, on the next batch; not to be called when done().
  /// @throws Error if the loss or the gradient is no longer finite; the last weights known to be good are back in the
  ///         model then, and the run cannot go on
  StepResult step();

  /// Where the run stands, with Adam's moments.
  [[nodiscard]] TrainingState state() const;

 private:
  [[nodiscard]] const EncodedDataset& phase_data() const { return data_[static_cast<std::size_t>(state_.phase)]; }
  [[nodiscard]] bool has_steps(Phase phase) const;
  void make_report();
  void begin_phase(Phase phase);
  void order_epoch();
  void next_batch();
  void advance();
  void go_back_to_good_weights();

  Model<float>* model_;
  PhaseData data_;
  TrainingState state_;  ///< its moments are empty: they are in moments_
  TrainingReport report_;
  bool done_ = false;

  std::vector<std::size_t> order_;  ///< examples of the epoch under way
  Batch batch_;
  Activations<float> activations_;
  std::vector<float> gradients_;
  AdamMoments<float> moments_;
  std::vector<float> good_parameters_;  ///< a recent state of the weights whose loss was finite
};

/// What a resumed run compares its data by.
DataFingerprint fingerprint(const TokenSequences& sequences);

}  // namespace glassgpt
