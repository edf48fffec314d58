#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../model/model.h"
#include "../state/training_state.h"
#include "phase_measures.h"
#include "report.h"

namespace glassgpt {

/// Good weights, and what a run does that goes wrong: it goes back to them, and on at half the rate.
/// docs/decisions/0021-going-back-at-half-the-rate.md says when, and why.
class Recovery {
 public:
  /// @param parameters  of the model
  explicit Recovery(std::size_t parameters) : good_(parameters) {}

  /// A phase begins, whose weights are not yet known to be good.
  void begin_phase() { has_good_ = keeps_next_ = plateau_reported_ = false; }

  /// Takes note of whether the next step begins with weights worth keeping.
  void keep_next(bool worth) { keeps_next_ = worth; }
  /// Whether that step is to keep them.
  [[nodiscard]] bool keeps() const { return !has_good_ || keeps_next_; }
  /// Copies the weights from `first` on.
  void keep(std::size_t first, std::span<const float> weights);

  /// Goes back, or says that this would not help, or that has been said.
  /// @param measures  of the phase under way; they begin anew if the run goes back
  /// @param suitable_rate  for sizes and batch
  /// @return what is to be told
  /// @throws Error if the run diverges however low the rate; the good weights are back then
  Setback answer(Trouble trouble, Model<float>& model, TrainingState& state, PhaseMeasures& measures,
                 double suitable_rate);

 private:
  void restore(Model<float>& model) const;

  std::vector<float> good_;  ///< a recent state of the weights whose loss was finite
  bool has_good_ = false;
  bool keeps_next_ = false;
  bool plateau_reported_ = false;  ///< of a phase that goes on as it is
};

}  // namespace glassgpt
