#pragma once

#include <span>

#include "../text/batch.h"
#include "activations.h"
#include "model.h"

namespace glassgpt {

/// One transformer block with post-LayerNorm (Vaswani et al. 2017; Radford et al. 2018):
/// \f$ a = LN_1(x + \mathrm{Attention}(x)) \f$, \f$ y = LN_2(a + \mathrm{ReLU}(a W_1 + b_1) W_2 + b_2) \f$.
///
/// @param[in,out] act  views to write to; the last row of act.keys and act.values is that of act.key and act.value,
///                     rows before those of the batch are read as cached keys and values; y goes to act.out, which may
///                     be x itself
/// @param x  [N, d]
/// @param starts  row at which each example begins, and N at the end
/// @param attention_starts  where each example's weights begin in act.attention
template <typename Real>
void block_forward(BlockActivations<Real>& act, const BlockTensors<const Real>& w, ConstMatrix<Real> x,
                   std::span<const Index> starts, std::span<const std::size_t> attention_starts, Index heads);

/// The whole model: leaves the logits [N, V] and everything on the way in the activations, which it prepares.
/// @param with_gradients  whether backward() is to follow
template <typename Real>
void forward(const Model<Real>& model, const Batch& batch, Activations<Real>& act, bool with_gradients);

/// Mean cross-entropy of the batch's targets in nats, from the logits that forward() left, which become probabilities.
template <typename Real>
double loss_forward(const Batch& batch, Activations<Real>& act);

/// Gradients of the loss by every parameter, after forward() and loss_forward().
/// @param[in,out] gradients  in the layout of the parameter table; added to
template <typename Real>
void backward(const Model<Real>& model, const Batch& batch, Activations<Real>& act, std::span<Real> gradients);

}  // namespace glassgpt
