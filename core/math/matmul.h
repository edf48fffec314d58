#pragma once

#include <type_traits>

#include "view.h"

namespace glassgpt {

/// One operand of a matrix product: a matrix, or the transpose of one, perhaps with a causal mask.
template <typename Real>
struct Operand {
  MatrixView<const Real> matrix;  ///< as it lies in memory
  bool transposed = false;        ///< whether the product takes its transpose; nothing is moved for that
  bool masked = false;            ///< whether row r of the matrix counts only up to column r + diagonal
  Index diagonal = 0;             ///< of the mask

  /// A matrix, or with `t` the transpose of it.
  Operand(MatrixView<const Real> m, bool t) : matrix(m), transposed(t) {}
  /// A matrix as it is.
  Operand(MatrixView<const Real> m) : Operand(m, false) {}  // NOLINT(google-explicit-constructor): reads as a formula
  /// A matrix as it is.
  Operand(MatrixView<Real> m) : Operand(m, false) {}  // NOLINT(google-explicit-constructor)
};

/// \f$ M^T \f$ as an operand.
template <typename Real>
Operand<Real> transposed(Operand<Real> operand) {
  operand.transposed = !operand.transposed;
  return operand;
}
/// \f$ M^T \f$ as an operand.
template <typename Element>
Operand<std::remove_const_t<Element>> transposed(MatrixView<Element> matrix) {
  return transposed(Operand<std::remove_const_t<Element>>(matrix));
}

/// A matrix whose row r is 0 right of column r + diagonal, which the product makes use of. Only as the left operand.
template <typename Element>
Operand<std::remove_const_t<Element>> causal(MatrixView<Element> matrix, Index diagonal) {
  Operand<std::remove_const_t<Element>> operand(matrix);
  operand.masked = true;
  operand.diagonal = diagonal;
  return operand;
}

/// \f$ C = A B \f$, of shapes [m, n] = [m, k] [k, n] after the transposes. C may not overlap A or B.
template <typename Real>
void matmul(Matrix<Real> c, std::type_identity_t<Operand<Real>> a, std::type_identity_t<Operand<Real>> b);

/// \f$ C \mathrel{+}= A B \f$, likewise.
template <typename Real>
void matmul_add(Matrix<Real> c, std::type_identity_t<Operand<Real>> a, std::type_identity_t<Operand<Real>> b);

/// \f$ C = A B \f$ for a C of which row r is needed only up to column r + diagonal; what lies to the right of that may
/// come out as anything.
template <typename Real>
void matmul_causal(Matrix<Real> c, Index diagonal, std::type_identity_t<Operand<Real>> a,
                   std::type_identity_t<Operand<Real>> b);

}  // namespace glassgpt
