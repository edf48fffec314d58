#pragma once

#include <cstddef>
#include <span>

#include "../model/work.h"

namespace glassgpt {

/// Most shards of a step.
inline constexpr std::size_t kMostShards = 16;

/// What consecutive shards of a step add to its mean loss, and the gradient of that. Gradients and losses of shards
/// simply add up, because each is divided by the predicted tokens of the whole step.
struct ShardSum {
  std::size_t first = 0;       ///< shard
  std::size_t count = 1;       ///< shards
  std::span<float> gradients;  ///< in the layout of the parameter table
  double loss = 0;             ///< in nats
};

/// Whether b is added to a. Sums are taken in a tree: of 4 shards, (0 + 1) + (2 + 3). It is the same whoever worked on
/// which of them, and with it the bits.
constexpr bool are_halves(const ShardSum& a, const ShardSum& b) {
  return a.count == b.count && a.first + a.count == b.first && a.first % (2 * a.count) == 0;
}

/// Adds up some of the gradients of sums, in the order of their shards, as far as the tree lets it: into the first of
/// those added. @param parameters  which of them
void add_gradients(std::span<const ShardSum> sums, Slice parameters);

/// After add_gradients() of all parameters: what is left of the sums, in their order, with the losses added up
/// likewise.
/// @return how many are left
std::size_t join_sums(std::span<ShardSum> sums);

}  // namespace glassgpt
