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

// Both passes work on kAttentionRows queries at a time: no query of such a group sees a key after the group's last
// one, so that most of the masked half is never computed.

template <typename Real>
void attention_forward(Matrix<Real> out, Vector<Real> weights, ConstMatrix<Real> query, ConstMatrix<Real> key,
                       ConstMatrix<Real> value, Index heads) {
  const Index queries = query.rows;
  const Index keys = key.rows;
  const Index position = keys - queries;
  const auto scale = score_scale<Real>(query.cols, heads);

  for (Index h = 0; h < heads; ++h) {
    const ConstMatrix<Real> q = head_of(query, h, heads);
    const ConstMatrix<Real> k = head_of(key, h, heads);
    const ConstMatrix<Real> v = head_of(value, h, heads);
    const Matrix<Real> z = head_of(out, h, heads);
    const Matrix<Real> p(weights.data() + h * queries * keys, queries, keys);

    for (Index first = 0; first < queries; first += kAttentionRows) {
      const Index count = std::min(kAttentionRows, queries - first);
      const Index visible = position + first + count;
      const Matrix<Real> scores = p.middle_rows(first, count).middle_cols(0, visible);

      // 1. S = q k^T
      matmul<Real>(scores, q.middle_rows(first, count), transposed(k.middle_rows(0, visible)));
      // 2. P = softmax(S / sqrt(d / H)), over the keys up to the query
      for (Index t = 0; t < count; ++t) {
        const std::span<Real> row = p.row(first + t);
        const auto seen = static_cast<std::size_t>(position + first + t + 1);
        softmax(row.first(seen), scale);
        std::fill(row.begin() + static_cast<Index>(seen), row.end(), Real{0});
      }
      // 3. z = P v
      matmul<Real>(z.middle_rows(first, count), scores, v.middle_rows(0, visible));
    }
  }
}

template <typename Real>
void attention_backward(Matrix<Real> dquery, Matrix<Real> dkey, Matrix<Real> dvalue, Vector<Real> scratch,
                        ConstMatrix<Real> dout, ConstVector<Real> weights, ConstMatrix<Real> query,
                        ConstMatrix<Real> key, ConstMatrix<Real> value, Index heads) {
  const Index length = query.rows;
  const auto scale = score_scale<Real>(query.cols, heads);

  for (Index h = 0; h < heads; ++h) {
    const ConstMatrix<Real> q = head_of(query, h, heads);
    const ConstMatrix<Real> k = head_of(key, h, heads);
    const ConstMatrix<Real> v = head_of(value, h, heads);
    const Matrix<Real> dq = head_of(dquery, h, heads);
    const Matrix<Real> dk = head_of(dkey, h, heads);
    const Matrix<Real> dv = head_of(dvalue, h, heads);
    const ConstMatrix<Real> dz = head_of(dout, h, heads);
    const ConstMatrix<Real> all_p(weights.data() + h * length * length, length, length);

    for (Index first = 0; first < length; first += kAttentionRows) {
      const Index count = std::min(kAttentionRows, length - first);
      const Index visible = first + count;
      const ConstMatrix<Real> p = all_p.middle_rows(first, count).middle_cols(0, visible);
      const Matrix<Real> dscores(scratch.data(), count, visible);

      // 3. z = P v
      matmul_add<Real>(dv.middle_rows(0, visible), transposed(p), dz.middle_rows(first, count));
      matmul<Real>(dscores, dz.middle_rows(first, count), transposed(v.middle_rows(0, visible)));
      // 2. P = softmax(S / sqrt(d / H)): masked keys have P = 0, and so no gradient
      for (Index t = 0; t < count; ++t) softmax_backward<Real>(dscores.row(t), p.row(t), scale);
      // 1. S = q k^T
      matmul_add<Real>(dq.middle_rows(first, count), dscores, k.middle_rows(0, visible));
      matmul_add<Real>(dk.middle_rows(0, visible), transposed(dscores), q.middle_rows(first, count));
    }
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
