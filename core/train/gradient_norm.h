#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "../model/parameters.h"

namespace glassgpt {

/// Global L2 norm of all gradients, summed in double. Not finite if a gradient is not.
template <typename Real>
double gradient_norm(std::span<const Real> gradients);

/// What gradients are multiplied by so that their norm is at most clip_norm: 1 if it is already, or if clip_norm is 0.
double clip_factor(double grad_norm, double clip_norm);

/// The norm of a step's gradient, of each tensor's too, summed up range by range of the parameters.
class GradientNorm {
 public:
  /// @param tensors  of the parameter table
  explicit GradientNorm(std::size_t tensors);

  /// Begins the sums of a step.
  void begin();
  /// Adds the gradients of the parameters from `first` on. @param gradients  of those alone
  void add(const ParameterTable& table, std::size_t first, std::span<const float> gradients);
  /// The step has ended.
  void end() { squares_.swap(last_squares_); }

  /// Global L2 norm, as far as it is summed up. A sum that is not finite stays so, whatever is added to it.
  [[nodiscard]] double value() const { return std::sqrt(squared_); }
  /// The squared norm of each tensor's gradient in the last whole step; NaN before the first.
  [[nodiscard]] std::span<const double> last_squares() const { return last_squares_; }

 private:
  double squared_ = 0;
  std::vector<double> squares_;       ///< of each tensor
  std::vector<double> last_squares_;  ///< those of the last whole step
};

}  // namespace glassgpt
