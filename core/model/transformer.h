#pragma once

#include <span>

#include "../text/batch.h"
#include "activations.h"
#include "model.h"
#include "work.h"

namespace glassgpt {

/// Does an item of a WorkSchedule's forward pass, loss or backward pass, after those before it.
/// @param[in,out] activations  prepared for the batch
/// @param[in,out] gradients  of the parameters, for the backward pass; added to
template <typename Real>
void run_item(const WorkItem& item, const Model<Real>& model, const Batch& batch, Activations<Real>& activations,
              std::span<Real> gradients);

/// The whole model: leaves the logits [M, V] and what is to be kept on the way in the activations, which it prepares.
/// @param keep  `gradients` if backward() is to follow
template <typename Real>
void forward(const Model<Real>& model, const Batch& batch, Activations<Real>& activations, Keep keep);

/// Mean cross-entropy of the batch's targets in nats, from the logits that forward() left, which become probabilities.
template <typename Real>
double loss_forward(const Model<Real>& model, const Batch& batch, Activations<Real>& activations);

/// Gradients of the loss by every parameter, after forward() and loss_forward().
/// @param[in,out] gradients  in the layout of the parameter table; added to
template <typename Real>
void backward(const Model<Real>& model, const Batch& batch, Activations<Real>& activations, std::span<Real> gradients);

}  // namespace glassgpt
