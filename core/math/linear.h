#pragma once

#include "view.h"

namespace glassgpt {

/// Linear layer, \f$ y = x W + b \f$.
///
/// @param[out] out  y [N, out]
/// @param x  [N, in]
/// @param w  W [in, out]
/// @param b  [out], or empty for none
template <typename Real>
void linear_forward(Matrix<Real> out, ConstMatrix<Real> x, ConstMatrix<Real> w, ConstVector<Real> b = {});

/// As linear_forward, on top of what out already holds, such as a residual: \f$ y \mathrel{+}= x W + b \f$.
template <typename Real>
void linear_add_forward(Matrix<Real> out, ConstMatrix<Real> x, ConstMatrix<Real> w, ConstVector<Real> b = {});

/// Gradients of both forms:
/// \f$ dx \mathrel{+}= dy\,W^T \f$, \f$ dW \mathrel{+}= x^T dy \f$, \f$ db \mathrel{+}= \sum_{rows} dy \f$.
///
/// @param[in,out] dx  [N, in]
/// @param[in,out] dw  [in, out]
/// @param[in,out] db  [out], or empty for none
/// @param dout  dy [N, out]
/// @param replace_dx  what dx holds is not added to but replaced: this gradient is the first
template <typename Real>
void linear_backward(Matrix<Real> dx, Matrix<Real> dw, Vector<Real> db, ConstMatrix<Real> dout, ConstMatrix<Real> x,
                     ConstMatrix<Real> w, bool replace_dx = false);

}  // namespace glassgpt
