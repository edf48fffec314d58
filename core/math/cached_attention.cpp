#include "cached_attention.h"

#include <algorithm>
#include <cmath>

#include "simd.h"
#include "softmax.h"

namespace glassgpt {

namespace {

template <typename Real>
constexpr Index kLanes = kNativeLanes<Real>;

/// S = q k^T of one query, for so many of the keys that are cached.
template <typename Real>
void score(std::span<Real> scores, const Real* query, const Real* keys, Index head_dim) {
  using Reg = Register<Real>;
  constexpr Index kRegisters = kCachedKeys / kLanes<Real>;
  const auto count = static_cast<Index>(scores.size());
  for (Index first = 0; first < count; first += kCachedKeys) {
    typename Reg::Vector sums[kRegisters] = {};
    for (Index c = 0; c < head_dim; ++c) {
      const auto q = Reg::splat(query[c]);
      for (Index i = 0; i < kRegisters; ++i) sums[i] += q * Reg::load(keys + c * kCachedKeys + i * kLanes<Real>);
    }
    keys += head_dim * kCachedKeys;
    Real of_group[kCachedKeys];
    for (Index i = 0; i < kRegisters; ++i) Reg::store(of_group + i * kLanes<Real>, sums[i]);
    std::copy_n(of_group, std::min(kCachedKeys, count - first), scores.data() + first);
  }
}

/// z = P v of one query, so many of its columns at a time as there are registers.
template <typename Real, Index kRegisters>
void mix(Real* out, std::span<const Real> weights, const Real* values, Index head_dim, Index& column) {
  using Reg = Register<Real>;
  constexpr Index kColumns = kRegisters * kLanes<Real>;
  for (; column + kColumns <= head_dim; column += kColumns) {
    typename Reg::Vector sums[kRegisters] = {};
    const Real* v = values + column;
    for (const Real weight : weights) {
      const auto p = Reg::splat(weight);
      for (Index i = 0; i < kRegisters; ++i) sums[i] += p * Reg::load(v + i * kLanes<Real>);
      v += head_dim;
    }
    for (Index i = 0; i < kRegisters; ++i) Reg::store(out + column + i * kLanes<Real>, sums[i]);
  }
}

/// Likewise the columns after those.
template <typename Real>
requires(kLanes<Real> > 1) void mix_rest(Real* out, std::span<const Real> weights, const Real* values, Index head_dim,
                                         Index column) {
  using Reg = Register<Real>;
  const LastPart<Real, kNativeLanes<Real>> part = {column, head_dim - column};
  auto sum = Reg::splat(0);
  for (const Real weight : weights) {
    sum += Reg::splat(weight) * part.load(values);
    values += head_dim;
  }
  part.store(out, sum);
}

}  // namespace

template <typename Real>
void cache_keys(AttentionCache<Real> cache, ConstMatrix<Real> keys, Index position) {
  for (Index t = 0; t < keys.rows; ++t) {
    const Index row = position + t;
    const Real* from = keys.row(t).data();
    for (Index head = 0; head * cache.head_dim < keys.cols; ++head) {
      Real* to = cache.head(head) + row / kCachedKeys * kCachedKeys * cache.head_dim + row % kCachedKeys;
      for (Index c = 0; c < cache.head_dim; ++c) to[c * kCachedKeys] = *from++;
    }
  }
}

template <typename Real>
void cache_values(AttentionCache<Real> cache, ConstMatrix<Real> values, Index position) {
  for (Index t = 0; t < values.rows; ++t) {
    const Real* from = values.row(t).data();
    for (Index head = 0; head * cache.head_dim < values.cols; ++head) {
      std::copy_n(from, cache.head_dim, cache.head(head) + (position + t) * cache.head_dim);
      from += cache.head_dim;
    }
  }
}

template <typename Real>
void cached_attention_forward(Matrix<Real> out, Vector<Real> scores, ConstMatrix<Real> query, AttentionCache<Real> keys,
                              AttentionCache<Real> values, Index position) {
  const Index head_dim = keys.head_dim;
  const Real scale = 1 / std::sqrt(static_cast<Real>(head_dim));
  for (Index t = 0; t < query.rows; ++t) {
    const std::span<Real> p = scores.first(static_cast<std::size_t>(position + t + 1));
    for (Index head = 0; head * head_dim < query.cols; ++head) {
      // 1. S = q k^T
      score<Real>(p, query.row(t).data() + head * head_dim, keys.head(head), head_dim);
      // 2. P = softmax(S / sqrt(d / H))
      softmax(p, scale);
      // 3. z = P v
      Real* z = out.row(t).data() + head * head_dim;
      Index column = 0;
      mix<Real, 4>(z, p, values.head(head), head_dim, column);
      mix<Real, 1>(z, p, values.head(head), head_dim, column);
      if constexpr (kLanes < Real >> 1) {
        if (column < head_dim) mix_rest<Real>(z, p, values.head(head), head_dim, column);
      }
    }
  }
}

#define GLASSGPT_INSTANTIATE(Real)                                                                                  \
  template void cache_keys<Real>(AttentionCache<Real>, ConstMatrix<Real>, Index);                                   \
  template void cache_values<Real>(AttentionCache<Real>, ConstMatrix<Real>, Index);                                 \
  template void cached_attention_forward<Real>(Matrix<Real>, Vector<Real>, ConstMatrix<Real>, AttentionCache<Real>, \
                                               AttentionCache<Real>, Index);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt
