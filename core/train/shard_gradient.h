#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "../model/activations.h"
#include "../text/batch.h"

namespace glassgpt {

/// A loss and its gradient.
struct LossGradient {
  std::span<float> gradients;  ///< of the mean loss, in the layout of the parameter table
  double loss = 0;             ///< mean over the tokens that it counts, in nats
  std::size_t tokens = 0;      ///< that it counts
};

/// Makes of a shard's gradient that of all shards of the step, wherever they are worked on: with \f$ n_i \f$ tokens of
/// shard i, \f$ g = \sum_i n_i g_i / \sum_i n_i \f$, the loss likewise, and the tokens \f$ \sum_i n_i \f$. It stands
/// between the gradient and its norm. All workers have to get the same bits, so that their weights stay the same.
///
/// It is given the trainer's own gradient array to change. A worker whose loss is not finite takes part like the
/// others. What a step tells of tokens gone through and examples done stays that of the trainer's own shard.
/// @return whether it is done; if not, it is called again when the trainer is advanced next, with what is in the array
///         then, and the shard's loss and tokens
using GradientSum = std::function<bool(LossGradient& shard)>;

/// The gradient of a shard: of the examples of a step that go through the model in one pass. Today a step has one, its
/// batch.
struct ShardGradient {
  Batch batch;                     ///< the shard
  Activations<float> activations;  ///< of its forward pass, with those of the backward pass
  std::vector<float> gradients;    ///< in the layout of the parameter table

  /// What they hold after the backward pass.
  [[nodiscard]] LossGradient result() {
    return {.gradients = gradients, .loss = activations.loss, .tokens = static_cast<std::size_t>(batch.predicted())};
  }
};

}  // namespace glassgpt
