#pragma once

#include <array>
#include <vector>

#include "../math/view.h"

namespace glassgpt {

/// Points of many dimensions, seen in the plane in which they are spread most.
struct PrincipalPlane {
  std::array<std::vector<float>, 2> coordinates;  ///< along the first and the second component, one for each point
  std::array<double, 2> explained{};              ///< share of the variance that each component shows
};

/// Principal component analysis (Pearson 1901; Hotelling 1933), as far as the first two components. With the covariance
/// \f$ C = \frac 1 n X^T X \f$ of centred points, the components are the eigenvectors \f$ C v = \lambda v \f$ of the
/// two largest eigenvalues, a point's coordinates are \f$ x \cdot v_1 \f$ and \f$ x \cdot v_2 \f$, and a component
/// explains \f$ \lambda / \mathrm{trace}(C) \f$ of the variance.
///
/// They are found by orthogonal iteration (Golub and Van Loan, Matrix Computations, section 8.2.4), which multiplies
/// two vectors with C and makes them orthonormal again until they stay. The same points give the same plane: the
/// iteration starts from fixed vectors, and of v and -v the one is taken whose component of largest magnitude is
/// positive. Where the points have fewer dimensions than two, the coordinates are 0.
///
/// @param centred  points whose mean is 0 [n, d]
PrincipalPlane principal_plane(MatrixView<const float> centred);

}  // namespace glassgpt
