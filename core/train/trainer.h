#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "../model/activations.h"
#include "../model/model.h"
#include "../model/plan.h"
#include "../text/batch.h"
#include "adam.h"
#include "phase_measures.h"
#include "profile.h"
#include "report.h"
#include "training_state.h"

namespace glassgpt {

/// Data of the phases, by Phase; a phase without examples is skipped.
using PhaseData = std::array<EncodedDataset, 2>;

/// A training run: the phases in order, each with a fresh Adam. It owns gradients, moments and activations.
///
/// A step is a list of pieces of a few milliseconds each, so that whoever trains can do something else between two of
/// them; it can be large. Until Adam begins, a step leaves weights and state as they were: whoever saves them then
/// saves the run as if the step had not begun. What a step does depends only on the weights, the moments, the options
/// and where the run stands, so that a run continued from state() takes the same steps, bit for bit.
///
/// A run that diverges, or stands still at a rate that is not lower than suits, goes back to its last good weights and
/// on at half the rate; each is told in the result of the next step. What a resumed run goes back to can be other
/// weights than those of one that never stopped.
class Trainer {
 public:
  /// Begins a run. @param model  updated by every step, and so to outlive the trainer
  /// @param piece_operations  most work of a piece; the run's sums are those of its pieces, and so depend on it
  /// @throws Error if no phase has both examples and epochs
  Trainer(Model<float>& model, PhaseData data, const TrainingOptions& options,
          double piece_operations = kPieceOperations);

  /// Goes on where `state` stands; its options may ask for other numbers of epochs than they did then. A schedule then
  /// follows the new length of the phase: the next step has the rate that it has in a run begun with that length.
  /// @throws Error if the data is not that of the state
  Trainer(Model<float>& model, PhaseData data, TrainingState state, double piece_operations = kPieceOperations);

  /// Gives each phase data to measure after every epoch's last update, as further pieces of that step, in batches
  /// as large as those of training. Training takes no notice of it, and neither does the state. To be called before the
  /// first step.
  void validate_on(PhaseData data);

  /// What the run has ahead of it, as of its beginning or resuming.
  [[nodiscard]] const TrainingReport& report() const { return report_; }

  /// Whether every epoch of every phase is done, and every step's result handed out.
  [[nodiscard]] bool done() const { return done_ && !ended_; }

  /// Does the next piece of the step under way, or begins a step. Not to be called when done().
  /// @return the result of the step, if it has ended
  /// @throws Error if the loss or the gradient is no longer finite however low the rate; the last weights known to be
  ///         good are back in the model then, and the run cannot go on
  std::optional<StepResult> advance();

  /// The rest of the step under way, or all of the next one: forward, backward, clipping, Adam.
  /// @throws Error as advance()
  StepResult step();

  /// Measures every step from the next one on; null ends that. @param profile  to outlive the trainer, or that end
  void set_profile(Profile* profile) { profile_ = profile; }

  /// The squared L2 norm of each tensor's gradient in the last whole step, before clipping, in the order of the
  /// parameter table; NaN before the first step.
  [[nodiscard]] std::span<const double> squared_gradients() const { return last_squares_; }

  /// Completes the update of the weights if it is under way: they are not to be read in the middle of that.
  void settle() {
    while (!settle_piece()) {
    }
  }

  /// A piece of settle(). @return whether nothing is left of it
  bool settle_piece();

  /// What the next update of a parameter will begin with. Not to be called when done(), nor before settle().
  /// @param parameter  its place in the parameter table's layout
  [[nodiscard]] AdamInputs next_update(std::size_t parameter) const;

  /// Where the run stands, with Adam's moments, as long as no other function is called. Settles.
  const TrainingState& state();

 private:
  Trainer(Model<float>& model, PhaseData data, double piece_operations, TrainingState state);

  [[nodiscard]] const EncodedDataset& phase_data() const { return data_[static_cast<std::size_t>(state_.phase)]; }
  [[nodiscard]] bool has_steps(Phase phase) const;
  void make_report();
  void begin_phase(Phase phase);
  void order_epoch();
  void next_epoch();

  [[nodiscard]] PhaseMeasures& measures() { return measures_[static_cast<std::size_t>(state_.phase)]; }
  [[nodiscard]] const PhaseMeasures& measures() const { return measures_[static_cast<std::size_t>(state_.phase)]; }
  void measure_phases();
  [[nodiscard]] bool measuring() const;
  void watch();
  void advance_step();
  void begin_step();
  void next_batch();
  void run(const Piece& piece);
  void run_update(const Piece& piece);
  void add_squared_gradients(Range range);
  void update_weights(Range parameters);
  [[nodiscard]] double learning_rate() const;
  [[nodiscard]] bool updating() const;
  void end_step();
  [[nodiscard]] std::uint64_t phase_steps(Phase phase) const;
  [[nodiscard]] std::uint64_t adam_step() const;
  [[nodiscard]] double highest_rate() const;
  void take_setback(Trouble trouble);
  void restore_good_parameters();
  void go_back();

  Model<float>* model_;
  PhaseData data_;
  TrainingState state_;
  TrainingReport report_;
  bool done_ = false;

  std::vector<std::size_t> order_;  ///< examples of the epoch under way
  Batch batch_;
  Activations<float> activations_;
  std::vector<float> gradients_;
  std::vector<float> good_parameters_;  ///< a recent state of the weights whose loss was finite
  bool has_good_parameters_ = false;
  bool keeps_parameters_ = false;  ///< whether the next step begins with weights worth keeping

  bool in_step_ = false;                   ///< whether a step is under way
  Plan plan_;                              ///< of that step
  std::size_t next_piece_ = 0;             ///< of the plan
  double squared_norm_ = 0;                ///< of the gradients, as far as it is summed up
  std::vector<double> squares_;            ///< the same of each tensor
  std::vector<double> last_squares_;       ///< those of the last whole step
  std::optional<StepResult> ended_;        ///< of a step whose update is complete, until advance() hands it out
  std::array<PhaseMeasures, 2> measures_;  ///< by Phase
  Stage stage_ = Stage::noise;             ///< reached so far
  std::uint64_t ended_steps_ = 0;          ///< of its phase, with the step that ended last
  Setback setback_;                        ///< to be told with the next step
  bool has_told_still_ = false;            ///< of a phase that stands still and goes on as it is
  Profile* profile_ = nullptr;
};

/// What a resumed run compares its data by.
DataFingerprint fingerprint(const TokenSequences& sequences);

}  // namespace glassgpt
