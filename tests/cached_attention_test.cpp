#include "core/math/cached_attention.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/base/rng.h"
#include "core/math/attention.h"

namespace glassgpt {
namespace {

/// Reads a sequence in pieces of so many tokens: each query has to get what attention gives it among all.
void expect_attention(Index tokens, Index heads, Index head_dim, Index piece) {
  const Index width = heads * head_dim;
  Rng rng(1);
  const auto random = [&] {
    std::vector<double> values(static_cast<std::size_t>(tokens * width));
    for (double& value : values) value = rng.normal();
    return values;
  };
  const std::vector<double> query = random();
  const std::vector<double> key = random();
  const std::vector<double> value = random();
  const auto rows = [&](const std::vector<double>& all, Index first, Index count) {
    return MatrixView<const double>(all.data() + first * width, count, width);
  };
  std::vector<double> expected(query.size());
  std::vector<double> weights(static_cast<std::size_t>(heads * tokens * tokens));
  attention_forward<double>({expected.data(), tokens, width}, weights, rows(query, 0, tokens), rows(key, 0, tokens),
                            rows(value, 0, tokens), heads);

  // What is not yet in the cache may be anything.
  std::vector<double> key_room(static_cast<std::size_t>(cached_rows(tokens) * width), 1e300);
  std::vector<double> value_room = key_room;
  const AttentionCache<double> keys = {.data = key_room.data(), .rows = cached_rows(tokens), .head_dim = head_dim};
  const AttentionCache<double> values = {.data = value_room.data(), .rows = cached_rows(tokens), .head_dim = head_dim};
  std::vector<double> out(query.size());
  std::vector<double> scores(static_cast<std::size_t>(tokens));
  for (Index first = 0; first < tokens; first += piece) {
    const Index count = std::min(piece, tokens - first);
    cache_keys<double>(keys, rows(key, first, count), first);
    cache_values<double>(values, rows(value, first, count), first);
    cached_attention_forward<double>({out.data() + first * width, count, width}, scores, rows(query, first, count),
                                     keys, values, first);
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    ASSERT_NEAR(out[i], expected[i], 1e-13) << "row " << i / static_cast<std::size_t>(width);
  }
}

TEST(CachedAttention, EqualsAttention) {
  expect_attention(37, 3, 5, 1);
  expect_attention(37, 3, 5, 10);
  expect_attention(48, 2, 32, 48);
  expect_attention(17, 1, 83, 16);
  expect_attention(1, 1, 1, 1);
}

}  // namespace
}  // namespace glassgpt
