#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "../model/parameters.h"
#include "../model/work.h"

namespace glassgpt {

/// Global L2 norm of all gradients, summed in double. Not finite if a gradient is not.
template <typename Real>
double gradient_norm(std::span<const Real> gradients);

/// What gradients are multiplied by so that their norm is at most clip_norm: 1 if it is already, or if clip_norm is 0.
double clip_factor(double grad_norm, double clip_norm);

/// The norm of a step's gradient, and of each tensor's, summed up piece by piece: several at once, in any order.
class GradientNorm {
 public:
  /// Parameters of one tensor.
  struct Piece {
    std::size_t tensor = 0;  ///< its place in the parameter table
    Slice parameters;        ///< some of its parameters, or all
  };

  /// @param ranges  all parameters, in order: a tensor that lies in several of them is as many pieces
  GradientNorm(const ParameterTable& table, std::span<const Slice> ranges);

  /// In the order of the parameters.
  [[nodiscard]] std::span<const Piece> pieces() const { return pieces_; }

  /// Begins the sums of a step.
  void begin() { std::fill(norms_.begin(), norms_.end(), 0.0); }
  /// Measures a piece. @param gradients  of all parameters
  void measure(std::size_t piece, std::span<const float> gradients);
  /// The step has ended.
  void end();

  /// Global L2 norm of what is measured.
  [[nodiscard]] double value() const;
  /// The squared norm of each tensor's gradient in the last whole step; NaN before the first.
  [[nodiscard]] std::span<const double> last_squares() const { return last_squares_; }

 private:
  std::vector<Piece> pieces_;
  std::vector<double> norms_;         ///< of each piece; 0 until it is measured
  std::vector<double> last_squares_;  ///< of each tensor
};

}  // namespace glassgpt
