#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "../text/tokenizer.h"

namespace glassgpt {

template <typename Real>
struct Model;

/// The token embeddings in two dimensions, and in groups.
struct EmbeddingMap {
  std::vector<float> x;                            ///< along the first principal component, by id [V]
  std::vector<float> y;                            ///< along the second one [V]
  std::vector<std::uint8_t> group;                 ///< by k-means in all d dimensions [V]
  std::vector<std::vector<TokenId>> group_tokens;  ///< a few of each group, nearest to its middle first
  std::array<double, 2> explained{};               ///< share of the variance that each component shows
};

/// Draws the map. The same embeddings give the same one.
/// @param groups  of tokens; as many as there are tokens at most
/// @throws Error unless groups is 1 … kMostGroups
EmbeddingMap embedding_map(const Model<float>& model, int groups);

/// A token and how near it is to another one.
struct Neighbour {
  TokenId id = 0;           ///< of the token
  double similarity = 0.0;  ///< cosine of the angle between the embeddings, \f$ a \cdot b / (|a|\,|b|) \f$
};

/// The tokens whose embeddings are nearest to a token's, nearest first, without the token itself.
/// @throws Error if there is no such id, or count is below 1
std::vector<Neighbour> neighbours(const Model<float>& model, TokenId id, int count);

}  // namespace glassgpt
