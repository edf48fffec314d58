#pragma once

#include <cstddef>
#include <span>

#include "../text/batch.h"
#include "activations.h"
#include "model.h"
#include "piece.h"

namespace glassgpt {

/// How attention divides its rows into examples and its columns into heads.
struct AttentionLayout {
  std::span<const Index> starts;                  ///< row at which each example begins, and N at the end
  std::span<const std::size_t> attention_starts;  ///< where its weights begin in BlockActivations::attention, likewise
  Index heads = 1;                                ///< of equal width
};

/// One transformer block with post-LayerNorm (Vaswani et al. 2017; Radford et al. 2018):
/// \f$ a = LN_1(x + \mathrm{Attention}(x)) \f$, \f$ y = LN_2(a + \mathrm{ReLU}(a W_1 + b_1) W_2 + b_2) \f$.
///
/// @param act  views to write to; the last row of act.keys and act.values is that of act.key and act.value, rows
///             before those of the batch are read as cached keys and values; y goes to act.out, which may be x itself
/// @param x  [N, d]
template <typename Real>
void block_forward(const BlockActivations<Real>& act, const BlockTensors<const Real>& w, ConstMatrix<Real> x,
                   const AttentionLayout& layout);

/// Does a piece of a Plan's forward pass, loss or backward pass, after those before it.
/// @param[in,out] act  prepared for the batch
/// @param[in,out] gradients  of the parameters, for the backward pass; added to
template <typename Real>
void run_piece(const Piece& piece, const Model<Real>& model, const Batch& batch, Activations<Real>& act,
               std::span<Real> gradients);

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
