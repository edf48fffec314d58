#include "attention.h"

#include <algorithm>
#include <cmath>

#include "matmul.h"
#include "softmax.h"

namespace glassgpt {

namespace {

/// The columns of one head.
template <typename Element>
MatrixView<Element> head_of(MatrixView<Element> all, Index head, Index heads) {
  const Index head_dim = all.cols / heads;
  return all.middle_cols(head * head_dim, head_dim);
}

/// What scores are multiplied by: \f$ 1 / \sqrt{d / H} \f$.
template <typename Real>
Real score_scale(Index embedding_dim, Index heads) {
  const Index head_dim = embedding_dim / heads;
  return 1 / std::sqrt(static_cast<Real>(head_dim));
}

}  // namespace

template <typename Real>
void attention_forward(Matrix<Real> out, Vector<Real> weights, ConstMatrix<Real> query, ConstMatrix<Real> key,
                       ConstMatrix<Real> value, Index heads) {
  const Index queries = query.rows;
  const Index keys = key.rows;
  const Index position = keys - queries;
  const auto scale = score_scale<Real>(query.cols, heads);

  for (Index h = 0; h < heads; ++h) {
    const Matrix<Real> p(weights.data() + h * queries * keys, queries, keys);

    // 1. S = q k^T
    matmul_causal<Real>(p, position, head_of(query, h, heads), transposed(head_of(key, h, heads)));
    // 2. P = softmax(S / sqrt(d / H)), over the keys up to the query
    for (Index t = 0; t < queries; ++t) {
      const std::span<Real> row = p.row(t);
      const auto visible = static_cast<std::size_t>(position + t + 1);
      softmax(row.first(visible), scale);
      std::fill(row.begin() + static_cast<Index>(visible), row.end(), Real{0});
    }
    // 3. z = P v
    matmul<Real>(head_of(out, h, heads), causal(p, position), head_of(value, h, heads));
  }
}

template <typename Real>
void attention_backward(Matrix<Real> dquery, Matrix<Real> dkey, Matrix<Real> dvalue, Vector<Real> scratch,
                        ConstMatrix<Real> dout, ConstVector<Real> weights, ConstMatrix<Real> query,
                        ConstMatrix<Real> key, ConstMatrix<Real> value, Index heads) {
  const Index length = query.rows;
  const auto scale = score_scale<Real>(query.cols, heads);
  const Matrix<Real> dscores(scratch.data(), length, length);

  for (Index h = 0; h < heads; ++h) {
    const ConstMatrix<Real> p(weights.data() + h * length * length, length, length);
    const ConstMatrix<Real> dz = head_of(dout, h, heads);

    // 3. z = P v
    matmul<Real>(head_of(dvalue, h, heads), transposed(causal(p, 0)), dz);
    matmul_causal<Real>(dscores, 0, dz, transposed(head_of(value, h, heads)));
    // 2. P = softmax(S / sqrt(d / H)): masked keys have P = 0, and so no gradient
    for (Index t = 0; t < length; ++t) {
      const std::span<Real> row = dscores.row(t);
      const auto visible = static_cast<std::size_t>(t + 1);
      softmax_backward<Real>(row.first(visible), p.row(t).first(visible), scale);
      std::fill(row.begin() + static_cast<Index>(visible), row.end(), Real{0});
    }
    // 1. S = q k^T
    matmul<Real>(head_of(dquery, h, heads), causal(dscores, 0), head_of(key, h, heads));
    matmul<Real>(head_of(dkey, h, heads), transposed(causal(dscores, 0)), head_of(query, h, heads));
  }
}

#define GLASSGPT_INSTANTIATE(Real)                                                                                   \
  template void attention_forward<Real>(Matrix<Real>, Vector<Real>, ConstMatrix<Real>, ConstMatrix<Real>,            \
                                        ConstMatrix<Real>, Index);                                                   \
  template void attention_backward<Real>(Matrix<Real>, Matrix<Real>, Matrix<Real>, Vector<Real>, ConstMatrix<Real>,  \
                                         ConstVector<Real>, ConstMatrix<Real>, ConstMatrix<Real>, ConstMatrix<Real>, \
                                         Index);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt
