#pragma once

#include <cstddef>
#include <string_view>

#include "../math/view.h"

namespace glassgpt {

/// What a training step consists of, in the order of a forward pass and then of an update.
enum class Operation {
  batch,              ///< the examples put end to end, and the step planned
  embedding,          ///< token plus position embeddings
  query_key_value,    ///< q = x W_Q, k = x W_K, v = x W_V
  attention,          ///< z = softmax(q k^T) v, for each example and head
  attention_output,   ///< sum1 = x + z W_O
  norm1,              ///< a = LN1(sum1)
  expand,             ///< hidden = ReLU(a W_1 + b_1)
  contract,           ///< sum2 = a + hidden W_2 + b_2
  norm2,              ///< y = LN2(sum2)
  output_projection,  ///< logits = y W_out
  loss,               ///< softmax and cross-entropy, in place of the logits
  keep_weights,       ///< a copy of weights that are known to be good
  zero_gradients,     ///< all gradients to 0
  gradient_norm,      ///< their global L2 norm
  adam,               ///< clipping, and the update of the weights
};

/// How many of them there are.
inline constexpr std::size_t kOperations = 15;

/// Those of one block, in the order of its forward pass.
inline constexpr Operation kBlockOperations[] = {
    Operation::query_key_value, Operation::attention, Operation::attention_output, Operation::norm1, Operation::expand,
    Operation::contract,        Operation::norm2,
};

/// Which way an operation of a step runs.
enum class Direction {
  forward,   ///< from the ids to the loss
  backward,  ///< from the loss to the gradients
  update,    ///< from the gradients to the weights
};

/// How many of them there are.
inline constexpr std::size_t kDirections = 3;

/// As in the enumeration, such as `query_key_value`.
std::string_view operation_name(Operation operation);

/// `forward`, `backward` or `update`.
std::string_view direction_name(Direction direction);

/// Consecutive rows, columns or parameters.
struct Range {
  Index first = 0;  ///< from 0
  Index count = 0;  ///< how many from there
};

/// A part of a step that is done without a pause: one operation, for a block of the rows and columns of what its
/// forward computes. The gradients of such a block's weights and inputs are added to what its other pieces give.
struct Piece {
  Operation operation = Operation::batch;    ///< what to do
  Direction direction = Direction::forward;  ///< and which way
  int layer = 0;                             ///< of the block, from 0; 0 outside the blocks
  Range rows = {};                           ///< of the batch; whole examples for attention; of an update, parameters
  Range columns = {};                        ///< of the forward's result; whole heads for attention
  double operations = 0;                     ///< floating-point operations of its matrix products
};

}  // namespace glassgpt
