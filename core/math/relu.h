#pragma once

#include "view.h"

namespace glassgpt {

/// Rectifier in place, \f$ x \leftarrow \max(x, 0) \f$.
template <typename Real>
void relu_forward(Matrix<Real> x);

/// Its gradient in place: \f$ dx \leftarrow dx \f$ where \f$ \mathrm{ReLU}(x) > 0 \f$, else 0.
///
/// @param[in,out] dx  the gradient of the output, which becomes that of the input [N, h]
/// @param out  what relu_forward left [N, h]
template <typename Real>
void relu_backward(Matrix<Real> dx, ConstMatrix<Real> out);

}  // namespace glassgpt
