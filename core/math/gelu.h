#pragma once

#include "view.h"

namespace glassgpt {

/// Gaussian error linear unit (Hendrycks and Gimpel 2016), \f$ x\,\Phi(x) \f$, in their approximation, which GPT-1 and
/// GPT-2 use: \f$ y = \frac x 2 (1 + \tanh u) = x / (1 + e^{-2u}) \f$ with
/// \f$ u = \sqrt{2 / \pi}\,(x + 0.044715\,x^3) \f$.
///
/// @param[out] out  y [N, h]
/// @param x  [N, h]
template <typename Real>
void gelu_forward(Matrix<Real> out, ConstMatrix<Real> x);

/// Its gradient. With \f$ s = 1 / (1 + e^{-2u}) \f$: \f$ dx = dy\,(s + 2 x s (1 - s)\,u') \f$.
///
/// @param[out] dx  [N, h]; may be dout
/// @param dout  dy [N, h]
/// @param x  [N, h]
template <typename Real>
void gelu_backward(Matrix<Real> dx, ConstMatrix<Real> dout, ConstMatrix<Real> x);

}  // namespace glassgpt
