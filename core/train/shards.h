#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "../text/batch.h"
#include "shard_sum.h"

namespace glassgpt {

/// How many shards a step's batch is cut into: a power of two up to kMostShards, at most one an example.
/// @param parameters  of the model
using ShardCount = std::function<std::size_t(const Batch& batch, std::size_t parameters)>;

/// The usual one: as many as cost one worker nearly nothing and gain several of them something. It depends on the sizes
/// alone, so that the same step gives the same bits whoever works on it.
/// docs/decisions/0047-shards-of-a-step.md says what it was measured by.
std::size_t shard_count(const Batch& batch, std::size_t parameters);
/// Likewise of so many examples of the same length.
std::size_t shard_count_of(int examples, int length, std::size_t parameters);

/// Cuts a batch between its examples into parts of about as many rows, the examples in their order.
/// @param shards  become those, 1 to as many as there are examples; they divide the loss by the predicted tokens of all
void cut_into_shards(const Batch& batch, std::span<Batch> shards);

}  // namespace glassgpt
