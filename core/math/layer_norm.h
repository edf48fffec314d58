#pragma once

#include "view.h"

namespace glassgpt {

/// Added to the variance before the square root.
inline constexpr double kLayerNormEpsilon = 1e-5;

/// Layer normalisation of each row (Ba, Kiros and Hinton 2016):
/// \f$ \hat x = (x - \mu) / \sqrt{\sigma^2 + \epsilon} \f$, \f$ y = \gamma \hat x + \beta \f$,
/// with the biased variance \f$ \sigma^2 = \frac 1 d \sum (x - \mu)^2 \f$.
///
/// @param[out] out   y [N, d]
/// @param[out] mean  \f$ \mu \f$ [N], kept for the backward
/// @param[out] rstd  \f$ 1 / \sqrt{\sigma^2 + \epsilon} \f$ [N], likewise
/// @param x  [N, d]
/// @param gamma, beta  [d]
template <typename Real>
void layer_norm_forward(Matrix<Real> out, Vector<Real> mean, Vector<Real> rstd, ConstMatrix<Real> x,
                        ConstVector<Real> gamma, ConstVector<Real> beta);

/// Its gradients. With \f$ g = dy\,\gamma \f$ and means over the row:
/// \f$ dx = (g - \overline{g} - \hat x\,\overline{g \hat x}) / \sqrt{\sigma^2 + \epsilon} \f$,
/// \f$ d\gamma \mathrel{+}= \sum_{rows} dy\,\hat x \f$, \f$ d\beta \mathrel{+}= \sum_{rows} dy \f$.
///
/// @param[out] dx  [N, d]
/// @param[in,out] dgamma, dbeta  [d]
/// @param dout  dy [N, d]
/// @param mean, rstd  what the forward kept [N]
template <typename Real>
void layer_norm_backward(Matrix<Real> dx, Vector<Real> dgamma, Vector<Real> dbeta, ConstMatrix<Real> dout,
                         ConstMatrix<Real> x, ConstVector<Real> mean, ConstVector<Real> rstd, ConstVector<Real> gamma);

}  // namespace glassgpt
