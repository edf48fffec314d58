#include "step_helper.h"

#include "shard_packing.h"

namespace glassgpt {

StepHelper::StepHelper(const ModelConfig& sizes) : model_(sizes), work_(kWorkItemFlops, 1), shards_(kMostShards) {}

std::span<const ShardSum> StepHelper::work(std::span<const std::int32_t> packed) {
  const std::vector<std::size_t> worked_on = unpack_shards(packed, shards_);
  worker_.begin_step();
  for (const StepItem& item : work_.schedule_shards(
           model_.network, {.shards = shards_, .worked_on = worked_on, .parameters = model_.parameters.size()})) {
    worker_.run(item, model_, shards_);
  }
  return worker_.sums();
}

}  // namespace glassgpt
