#pragma once

#include <span>

#include "view.h"

namespace glassgpt {

/// Token plus position embedding: \f$ x_t = E[id_t] + P[position + t] \f$.
///
/// @param[out] out  x [T, d]
/// @param ids  [T], each a row of tokens
/// @param tokens  E [V, d]
/// @param positions  P [max_seq_len, d]
/// @param position  of the first id; position + T is at most max_seq_len
template <typename Real>
void embedding_forward(Matrix<Real> out, std::span<const int> ids, ConstMatrix<Real> tokens,
                       ConstMatrix<Real> positions, Index position);

/// Its gradients: each row of dx is added to the rows of dE and dP that it came from.
///
/// @param[in,out] dtokens  dE [V, d]
/// @param[in,out] dpositions  dP [max_seq_len, d]
/// @param dx  [T, d]
template <typename Real>
void embedding_backward(Matrix<Real> dtokens, Matrix<Real> dpositions, ConstMatrix<Real> dx, std::span<const int> ids,
                        Index position);

}  // namespace glassgpt
