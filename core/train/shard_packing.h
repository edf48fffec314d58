#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../text/batch.h"

namespace glassgpt {

/// Some shards of a step as numbers, for someone who has neither the data nor the run.
/// @param shards  of the step @param first  of those to pack
std::vector<std::int32_t> pack_shards(std::span<const Batch> shards, std::size_t first, std::size_t count);

/// Puts packed shards into their places, of which there are kMostShards.
/// @return their numbers, rising
/// @throws std::logic_error if the numbers are not those of packed shards
std::vector<std::size_t> unpack_shards(std::span<const std::int32_t> packed, std::span<Batch> places);

}  // namespace glassgpt
