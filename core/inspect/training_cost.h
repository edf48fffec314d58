#pragma once

#include <cstddef>

#include "../model/config.h"

namespace glassgpt {

/// What training a model costs.
struct TrainingCost {
  double parameters = 0;       ///< weights in all
  double bytes = 0;            ///< weights, a copy of good ones, gradients, Adam's two moments, and activations
  double flops_per_token = 0;  ///< of matrix products, forward and backward, in floating-point operations
};

/// Without making the model: the size of the very arrays that training has, and the work of its schedule.
/// @param batch_size  examples a step, at least 1
/// @param length  tokens of each example that the model reads, 1 … max_seq_len
/// @throws Error unless the sizes fit together and the numbers lie in their ranges
TrainingCost training_cost(const ModelConfig& config, int batch_size, int length);

}  // namespace glassgpt
