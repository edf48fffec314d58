#pragma once

#include <cstdint>
#include <vector>

#include "config.h"
#include "network.h"
#include "parameters.h"

namespace glassgpt {

/// A transformer's sizes and weights, and nothing else.
/// @tparam Real  float; double for gradient checks
template <typename Real>
struct Model {
  ModelConfig config;            ///< its sizes
  Network network;               ///< what they make: operations, values and tensors
  std::vector<Real> parameters;  ///< in the layout of the network's tensors

  /// All weights 0. @throws Error unless the sizes fit together
  explicit Model(const ModelConfig& sizes);

  /// The weights by name, as views that stay valid while the model stays in its place.
  [[nodiscard]] Tensors<const Real> weights() const { return {network.parameters(), parameters}; }
};

/// Standard deviation of fresh weights, as in GPT-1 (Radford et al. 2018).
inline constexpr double kInitialDeviation = 0.02;

/// Fresh weights, as the table of tensors says. The same seed gives the same weights on every platform.
template <typename Real>
void initialize(Model<Real>& model, std::uint64_t seed);

/// A larger model with another one's weights, each tensor's at its beginning in every row; what is new is fresh, as
/// initialize() makes it.
/// @param sizes  each at least the other's
template <typename Real>
Model<Real> grown(const Model<Real>& model, const ModelConfig& sizes, std::uint64_t seed);

}  // namespace glassgpt
