#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../math/view.h"
#include "../text/batch.h"
#include "config.h"

namespace glassgpt {

/// What one block computes and its backward needs; the names are those of block_forward. T is the number of rows.
template <typename Real>
struct BlockActivations {
  Matrix<Real> query;      ///< x W_Q [T, d]
  Matrix<Real> key;        ///< x W_K, of these rows [T, d]
  Matrix<Real> value;      ///< x W_V, of these rows [T, d]
  Matrix<Real> keys;       ///< all that attention sees: the cached ones, then `key`
  Matrix<Real> values;     ///< likewise, the cached ones, then `value`
  Vector<Real> attention;  ///< attention weights of each example [H, length, keys], end to end
  Matrix<Real> mixed;      ///< the heads' outputs side by side [T, d]
  Matrix<Real> sum1;       ///< x + Attention(x) [T, d]
  Vector<Real> mean1;      ///< mean of each row of sum1 [T]
  Vector<Real> rstd1;      ///< reciprocal of its standard deviation [T]
  Matrix<Real> norm1;      ///< a = LN1(sum1) [T, d]
  Matrix<Real> hidden;     ///< ReLU(a W_1 + b_1) [T, h]
  Matrix<Real> sum2;       ///< a + FFN(a) [T, d]
  Vector<Real> mean2;      ///< mean of each row of sum2 [T]
  Vector<Real> rstd2;      ///< reciprocal of its standard deviation [T]
  Matrix<Real> out;        ///< LN2(sum2) [T, d]
};

/// Gradients of activations, which the blocks' backward passes use one after another.
template <typename Real>
struct ActivationGradients {
  Matrix<Real> top;       ///< of the last block's output, as far as logits are made of it [M, d]
  Matrix<Real> residual;  ///< of a block's y, then of sum1, then of its x, which is the y of the block below [N, d]
  Matrix<Real> sum2;      ///< of sum2, then of norm1, which is added to it [N, d]
  Matrix<Real> query;     ///< [N, d]
  Matrix<Real> key;       ///< [N, d]
  Matrix<Real> value;     ///< [N, d]
  Matrix<Real> mixed;     ///< [N, d]
  Matrix<Real> hidden;    ///< [N, h]
  Vector<Real> scores;    ///< of attention_backward, for the longest example
};

/// All that a forward pass over a batch leaves behind, in one allocation that grows to the largest batch seen.
template <typename Real>
class Activations {
 public:
  /// Sets the views for a batch. What they show is undefined until a forward pass has run.
  /// @param with_gradients  also room for the backward pass
  /// @throws std::bad_alloc if it does not fit into memory
  void prepare(const ModelConfig& config, const Batch& batch, bool with_gradients);

  /// Elements of memory that prepare() takes for a batch.
  static double arena_size(const ModelConfig& config, const Batch& batch, bool with_gradients);

  Matrix<Real> embedded;                       ///< token plus position embeddings [N, d]
  std::vector<BlockActivations<Real>> blocks;  ///< by layer
  Matrix<Real> top;                            ///< the last block's output, as far as logits are made of it [M, d]
  Matrix<Real> logits;                         ///< [M, V]; the loss turns them into probabilities, then gradients
  double loss = 0;                             ///< mean over the batch's targets, as far as it is computed
  ActivationGradients<Real> gradients;         ///< prepared only with `with_gradients`

  /// Where each example's attention weights begin in BlockActivations::attention, and the size of it.
  std::vector<std::size_t> attention_starts;

 private:
  std::vector<Real> arena_;
};

}  // namespace glassgpt
