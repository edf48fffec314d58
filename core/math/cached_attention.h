#pragma once

#include "view.h"

namespace glassgpt {

/// What decoding keeps of a sequence's keys, or values: room for up to so many tokens, head by head, in the order in
/// which attention reads it. Of keys, each kCachedKeys tokens lie side by side, [kCachedKeys] for each of a head's
/// columns, so that a register holds a column of several keys; of values, each token's lie end to end.
template <typename Real>
struct AttentionCache {
  Real* data = nullptr;  ///< [heads, rows, head_dim]
  Index rows = 0;        ///< tokens that there is room for, a multiple of kCachedKeys
  Index head_dim = 0;    ///< d / H

  /// The rows of one head.
  [[nodiscard]] Real* head(Index index) const { return data + index * rows * head_dim; }
};

/// Tokens whose keys lie side by side in a cache.
inline constexpr Index kCachedKeys = 16;

/// Rows of a cache for so many tokens.
constexpr Index cached_rows(Index tokens) {
  return (tokens + kCachedKeys - 1) / kCachedKeys * kCachedKeys;
}

/// Puts the keys of further tokens into a cache. @param keys  [T, d] @param position  of the first of them
template <typename Real>
void cache_keys(AttentionCache<Real> cache, ConstMatrix<Real> keys, Index position);

/// Likewise values.
template <typename Real>
void cache_values(AttentionCache<Real> cache, ConstMatrix<Real> values, Index position);

/// attention_forward() for the queries of the last tokens alone, whose keys and values are cached like those of all
/// before them. Each query is taken by itself, so that what comes out is the same for a token however many are read
/// together.
///
/// @param[out] out  z of all heads side by side [T, d]
/// @param scores  room for those of one query and head [p + T]
/// @param query  [T, d]
/// @param keys, values  of p + T tokens and more
/// @param position  p, of the first query
template <typename Real>
void cached_attention_forward(Matrix<Real> out, Vector<Real> scores, ConstMatrix<Real> query, AttentionCache<Real> keys,
                              AttentionCache<Real> values, Index position);

}  // namespace glassgpt
