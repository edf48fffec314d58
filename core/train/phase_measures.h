#pragma once

#include <cstdint>

#include "../model/activations.h"
#include "../model/model.h"
#include "../state/training_state.h"
#include "learning.h"
#include "plateau.h"
#include "report.h"
#include "stage.h"
#include "validation.h"

namespace glassgpt {

/// What is measured of a phase beside its steps: the loss over data it is not trained on at the end of every epoch, and
/// now and then what it knows of its own. And what that says about how training goes.
class PhaseMeasures {
 public:
  /// Of a phase that is skipped.
  PhaseMeasures() : learning_(0, 0, 0, 0) {}

  /// @param data  of the phase
  /// @param item_flops  most work of an item
  /// @param activations  to measure with; given the room that the largest batch takes
  PhaseMeasures(const EncodedDataset& data, const PhaseReport& report, const TrainingOptions& options,
                double item_flops, const Network& network, Activations<float>& activations);

  /// Gives it data that the phase is not trained on, to measure at the end of every epoch. Otherwise as above.
  void validate_on(EncodedDataset data, const PhaseReport& report, const TrainingOptions& options, double item_flops,
                   const Network& network, Activations<float>& activations);

  /// Takes note of a step, the last one of so many of the phase, and begins what is to be measured after it.
  /// @param counted  tokens that the step's loss counts
  void begin(const LearningState& state, std::uint64_t steps, const StepResult& step, std::size_t counted);

  /// Whether something of that is left to do.
  [[nodiscard]] bool under_way() const { return current_ != What::nothing; }

  /// Does the next item of it, and writes what is found into the state and the step's result.
  void advance(const Model<float>& model, Activations<float>& activations, LearningState& state, StepResult& step);

  /// Checks the answers if the run was saved after a step, but before the check that was to follow it.
  void check_missed(const Model<float>& model, Activations<float>& activations, LearningState& state,
                    std::uint64_t steps);

  /// When the phase ends, and its learning rate.
  [[nodiscard]] const Learning& learning() const { return learning_; }

  /// Whether the loss still goes down.
  [[nodiscard]] const PlateauDetector& plateau() const { return plateau_; }

  /// Begins anew after so many steps: the run went back.
  void restart(LearningState& state, std::uint64_t steps);

 private:
  enum class What { nothing, validation, some, all };

  [[nodiscard]] Validation& of(What what);
  void start(What what);
  void take(const Known& known, LearningState& state, StepResult& step);

  bool questions_ = false;
  StageLosses losses_;
  Learning learning_;
  PlateauDetector plateau_;
  Validation validation_;
  Validation some_;  ///< of the phase's examples
  Validation all_;   ///< of them, or as many as are not too many
  What current_ = What::nothing;
  What then_ = What::nothing;
  std::uint64_t steps_ = 0;  ///< of the phase, after which that is measured
  double loss_sum_ = 0;      ///< of the steps since the last check: losses times their tokens
  double tokens_ = 0;        ///< that they count
};

}  // namespace glassgpt
