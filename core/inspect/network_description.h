#pragma once

#include <string>
#include <vector>

#include "../math/view.h"
#include "../model/config.h"

namespace glassgpt {

/// What an operation reads or computes.
struct ValueDescription {
  std::string name;  ///< such as `blocks.0.query`
  /// N, the tokens of a batch; M, those of them that are predicted from; or P, pairs of them: [N, N] of each head
  char rows = 'N';
  Index cols = 0;  ///< width; of pairs, how many heads there are
};

/// A tensor of weights.
struct TensorDescription {
  std::string name;  ///< such as `blocks.0.ffn.w1`
  Index rows = 0;    ///< height; 1 of a vector
  Index cols = 0;    ///< width

  /// Whether they say the same.
  bool operator==(const TensorDescription&) const = default;
};

/// What an operation takes in one direction.
struct OperationCost {
  double flops = 0;  ///< floating-point operations of its matrix products
  double bytes = 0;  ///< of the numbers that it reads and writes, each once: what caches would leave for memory to move
};

/// One operation of a network, as data.
struct OperationDescription {
  std::string name;                        ///< the same in every block, such as `feed_forward_up`
  std::string kind;                        ///< such as `linear`
  int layer = -1;                          ///< of its block, from 0; -1 outside the blocks
  std::string formula;                     ///< what it computes, in LaTeX
  std::vector<ValueDescription> inputs;    ///< in the order of the formula; what is added as it is comes last
  std::vector<ValueDescription> outputs;   ///< likewise
  std::vector<ValueDescription> inner;     ///< what it computes on the way, which a dissection shows
  std::vector<TensorDescription> weights;  ///< its tensors
  OperationCost forward;                   ///< for one example
  OperationCost backward;                  ///< likewise
};

/// The operations of a model of these sizes in the order of a forward pass, without making the model.
/// @param length  tokens of the example that the costs are for, 1 … max_seq_len
/// @throws Error unless the sizes fit together and the length lies in its range
std::vector<OperationDescription> describe_network(const ModelConfig& config, int length);

}  // namespace glassgpt
