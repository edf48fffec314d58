#pragma once

#include "view.h"

namespace glassgpt {

/// Causal multi-head attention of one example (Vaswani et al. 2017). For each head, whose columns are those of Q, K
/// and V that belong to it, and for the query at position p + t and the keys at positions s up to there:
/// \f$ S_{ts} = q_t \cdot k_s / \sqrt{d / H} \f$, \f$ P_t = \mathrm{softmax}(S_t) \f$, \f$ z_t = \sum_s P_{ts} v_s \f$.
///
/// Training has as many keys as queries and p = 0; decoding has the queries of the new tokens alone, and the keys and
/// values of all tokens so far.
///
/// @param[out] out  z of all heads side by side [T, d]
/// @param[out] weights  P of each head [H, T, S], 0 where a key lies after its query
/// @param query  [T, d]
/// @param key, value  [S, d], S = p + T
/// @param heads  H, divides d
template <typename Real>
void attention_forward(Matrix<Real> out, Vector<Real> weights, ConstMatrix<Real> query, ConstMatrix<Real> key,
                       ConstMatrix<Real> value, Index heads);

/// Its gradients, for as many keys as queries.
///
/// @param[out] dquery, dkey, dvalue  [T, d]
/// @param scratch  [T, T], of one head at a time
/// @param dout  dz [T, d]
/// @param weights  what the forward left [H, T, T]
template <typename Real>
void attention_backward(Matrix<Real> dquery, Matrix<Real> dkey, Matrix<Real> dvalue, Vector<Real> scratch,
                        ConstMatrix<Real> dout, ConstVector<Real> weights, ConstMatrix<Real> query,
                        ConstMatrix<Real> key, ConstMatrix<Real> value, Index heads);

}  // namespace glassgpt
