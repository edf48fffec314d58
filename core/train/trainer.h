#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "../model/model.h"
#include "../state/training_state.h"
#include "adam.h"
#include "data_order.h"
#include "execution.h"
#include "gradient_norm.h"
#include "phase_measures.h"
#include "profile.h"
#include "recovery.h"
#include "report.h"
#include "schedule.h"
#include "shard_worker.h"
#include "shards.h"
#include "step_work.h"

namespace glassgpt {

/// Changes weights by their gradients, as adam_update() does. It remembers what it needs in the two moments, which are
/// 0 at its first step. It is called for some of the parameters at a time, by an executor for several such at once.
using ParameterUpdate =
    std::function<void(std::span<float> parameters, std::span<float> first_moment, std::span<float> second_moment,
                       std::span<const float> gradients, const AdamStep& step)>;

/// What steps are made of beside the model. Each can be replaced; a run that is resumed needs the same ones again.
struct StepParts {
  double item_flops = kWorkItemFlops;  ///< most work of an item; the run's sums are those of its items
  EpochOrder order = order_examples;   ///< which examples make which batch
  ShardCount shards = shard_count;     ///< how many shards that is cut into
  /// From the norm, and TrainingOptions::clip_norm, what the gradients are multiplied by.
  std::function<double(double grad_norm, double clip_norm)> clip = clip_factor;
  /// The rate of the next step.
  std::function<double(const TrainingState& state, const Learning& learning)> rate = learning_rate;
  ParameterUpdate update = adam_update<float>;  ///< from the gradients to the weights
  StepExecution execution = {};                 ///< who works on it; a resumed run may have others
};

/// A training run: the phases in order, each with a fresh Adam. It owns gradients, moments and activations.
///
/// A step is a list of work items of a few milliseconds each, so that whoever trains can do something else between two
/// of them; it can be large. An executor of several threads does much of it at once, in fewer and longer items, to the
/// same bits. Until Adam begins, a step leaves weights and state as they were: whoever saves them then
/// saves the run as if the step had not begun. What a step does depends only on the weights, the moments, the options
/// and where the run stands, so that a run continued from state() takes the same steps, bit for bit.
///
/// A run that diverges, or stands still at a rate that is not lower than suits, goes back to its last good weights and
/// on at half the rate; each is told in the result of the next step. What a resumed run goes back to can be other
/// weights than those of one that never stopped.
class Trainer {
 public:
  /// Begins a run. @param model  updated by every step, and so to outlive the trainer
  /// @throws Error if no phase has both examples and epochs
  Trainer(Model<float>& model, PhaseData data, const TrainingOptions& options, StepParts parts = {});

  /// Goes on where `state` stands; its options may ask for other numbers of epochs than they did then. A schedule then
  /// follows the new length of the phase: the next step has the rate that it has in a run begun with that length.
  /// @throws Error if the data is not that of the state
  Trainer(Model<float>& model, PhaseData data, TrainingState state, StepParts parts = {});

  /// Gives each phase data to measure after every epoch's last update, as further items of that step, in
  /// batches as large as those of training. Training takes no notice of it, and neither does the state. To be called
  /// before the first step.
  void validate_on(PhaseData data);

  /// As DataOrder::leave_out. What checks find of the phase's examples is still of all of them, and the state does not
  /// keep it.
  void leave_out(Phase phase, std::span<const std::size_t> examples) { order_.leave_out(phase, examples); }

  /// What the run has ahead of it, as of its beginning or resuming.
  [[nodiscard]] const TrainingReport& report() const { return report_; }

  /// Whether every epoch of every phase is done, and every step's result handed out.
  [[nodiscard]] bool done() const { return done_ && !ended_; }

  /// Does the next work item of the step under way, or begins a step. Not to be called when done().
  /// @return the result of the step, if it has ended
  /// @throws Error if the loss or the gradient is no longer finite however low the rate; the last weights known to be
  ///         good are back in the model then, and the run cannot go on
  std::optional<StepResult> advance();

  /// Whether the step under way can only go on once others have done their part of it: advance() just did nothing.
  [[nodiscard]] bool waits() const { return waits_; }

  /// The rest of the step under way, or all of the next one: forward, backward, clipping, Adam.
  /// @throws Error as advance()
  StepResult step();

  /// Measures every step from the next one on; null ends that. What is measured runs on one thread.
  /// @param profile  to outlive the trainer, or that end
  void set_profile(Profile* profile) { profile_ = profile; }

  /// The squared L2 norm of each tensor's gradient in the last whole step, before clipping, in the order of the
  /// parameter table; NaN before the first step.
  [[nodiscard]] std::span<const double> squared_gradients() const { return norm_.last_squares(); }

  /// Completes the update of the weights if it is under way: they are not to be read in the middle of that.
  void settle() {
    while (!settle_item()) {
    }
  }

  /// An item of settle(). @return whether nothing is left of it
  bool settle_item();

  /// What the next update of a parameter will begin with. Not to be called when done(), nor before settle().
  /// @param parameter  its place in the parameter table's layout
  [[nodiscard]] AdamInputs next_update(std::size_t parameter) const;

  /// Where the run stands, with Adam's moments, as long as no other function is called. Settles.
  const TrainingState& state();

 private:
  Trainer(Model<float>& model, PhaseData data, StepParts parts, TrainingState state);

  [[nodiscard]] std::span<Batch> shards() { return std::span(cut_).first(sums_.shards); }
  [[nodiscard]] PhaseMeasures& measures(Phase phase) { return measures_[static_cast<std::size_t>(phase)]; }

  void advance_step();
  void run(const StepItem& item);
  void begin_step();
  void work_on_shards();
  SumProgress sum_shards();
  void measure_norm(Slice parameters);
  void update_all();
  void update(Slice parameters);
  void forget_old_moments(Slice parameters);
  [[nodiscard]] AdamStep next_step(double factor) const;
  void end_step();
  void check_plateau();
  [[nodiscard]] Setback take_setback(Trouble trouble);

  Model<float>* model_;
  StepParts parts_;
  DataOrder order_;
  TrainingState state_;
  TrainingReport report_;
  std::array<PhaseMeasures, 2> measures_;  ///< by Phase
  bool done_ = false;

  std::vector<Slice> ranges_;           ///< of the parameters, each gone over in an item
  StepWork work_;                       ///< of the step under way
  Batch batch_;                         ///< likewise
  std::vector<Batch> cut_;              ///< into its shards, in the first of kMostShards places
  std::vector<std::size_t> worked_on_;  ///< of those, by this trainer
  std::vector<ShardWorker> workers_;
  std::size_t workers_used_ = 1;  ///< in the step under way
  bool updates_at_once_ = false;  ///< likewise: whether several threads share its update
  StepSums sums_;                 ///< once all workers are done
  bool collected_ = false;        ///< whether they hold what the workers found
  bool waits_ = false;            ///< for others, as of the last item
  bool summed_ = false;           ///< whether they hold the gradient of the whole step,
  double loss_ = 0;               ///< and this is its loss
  GradientNorm norm_;
  Recovery recovery_;

  std::optional<StepResult> ended_;  ///< of a step whose update is complete, until advance() hands it out
  Stage stage_ = Stage::noise;       ///< reached so far
  Setback setback_;                  ///< to be told with the next step
  Profile* profile_ = nullptr;
};

}  // namespace glassgpt
