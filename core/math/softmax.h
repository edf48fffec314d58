#pragma once

#include <span>

#include "view.h"

namespace glassgpt {

/// Softmax in place, \f$ p_i = e^{a x_i} / \sum_j e^{a x_j} \f$, computed relative to the largest x so that nothing
/// overflows.
///
/// @param[in,out] x  at least one value
/// @param scale  a, above 0
template <typename Real>
void softmax(Vector<Real> x, Real scale);

/// Its gradient in place: \f$ dx_i = a\,p_i (dp_i - \sum_j p_j dp_j) \f$.
///
/// @param[in,out] dp  the gradient of the probabilities, which becomes that of x
/// @param p  what softmax left
template <typename Real>
void softmax_backward(Vector<Real> dp, ConstVector<Real> p, Real scale);

/// \f$ \log \sum_i e^{x_i} \f$, what is subtracted from a logit to give the logarithm of its probability.
///
/// @param x  at least one value
template <typename Real>
Real log_sum_exp(ConstVector<Real> x);

/// Softmax of each row of logits in place, and the cross-entropy of the targets:
/// \f$ L = \frac 1 M \sum_n -\log p_{n, target_n} \f$ over the M rows that have a target.
///
/// @param[in,out] logits  [N, V], which become probabilities
/// @param targets  [N], each a column, or -1 where nothing is predicted
/// @param predicted  M where the rows are some of a larger batch, whose losses then add up to L; 0: count the targets
/// @return L in nats; 0 if no row has a target; not finite if a logit of a row with a target is NaN or +infinity
template <typename Real>
double cross_entropy_forward(Matrix<Real> logits, std::span<const int> targets, Index predicted = 0);

/// Its gradient in place: \f$ dlogits_n = (p_n - \mathrm{onehot}(target_n)) / M \f$, and 0 for a row without target.
///
/// @param[in,out] probabilities  what cross_entropy_forward left [N, V], which become dlogits
/// @param predicted  as in the forward
template <typename Real>
void cross_entropy_backward(Matrix<Real> probabilities, std::span<const int> targets, Index predicted = 0);

}  // namespace glassgpt
