#pragma once

#include <type_traits>

#include "view.h"

namespace glassgpt {

/// One operand of a matrix product: a matrix, or the transpose of one.
template <typename Real>
struct Operand {
  MatrixView<const Real> matrix;  ///< as it lies in memory
  bool transposed = false;        ///< whether the product takes its transpose; nothing is moved for that

  /// A matrix, or with `t` the transpose of it.
  Operand(MatrixView<const Real> m, bool t) : matrix(m), transposed(t) {}
  /// A matrix as it is.
  Operand(MatrixView<const Real> m) : Operand(m, false) {}  // NOLINT(google-explicit-constructor): reads as a formula
  /// A matrix as it is.
  Operand(MatrixView<Real> m) : Operand(m, false) {}  // NOLINT(google-explicit-constructor)
};

/// \f$ M^T \f$ as an operand.
template <typename Element>
Operand<std::remove_const_t<Element>> transposed(MatrixView<Element> matrix) {
  return {matrix, true};
}

/// \f$ C = A B \f$, of shapes [m, n] = [m, k] [k, n] after the transpose of at most one operand.
/// C may not overlap A or B.
template <typename Real>
void matmul(Matrix<Real> c, std::type_identity_t<Operand<Real>> a, std::type_identity_t<Operand<Real>> b);

/// \f$ C \mathrel{+}= A B \f$, likewise.
template <typename Real>
void matmul_add(Matrix<Real> c, std::type_identity_t<Operand<Real>> a, std::type_identity_t<Operand<Real>> b);

}  // namespace glassgpt
