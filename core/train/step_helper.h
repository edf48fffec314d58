#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "../model/model.h"
#include "shard_worker.h"
#include "step_work.h"

namespace glassgpt {

/// Works on shards of the steps of a trainer that is somewhere else, to the same bits. It has neither data nor a run:
/// each step brings the weights and the shards.
class StepHelper {
 public:
  /// @throws Error unless the sizes fit together
  explicit StepHelper(const ModelConfig& sizes);

  /// The weights, to be set before each step; in the layout of the parameter table.
  [[nodiscard]] std::span<float> parameters() { return model_.parameters; }

  /// Works on shards of a step. @param packed  as pack_shards() has them
  /// @return what they come to, added up as far as the tree of sums lets it; it stays until the next step
  /// @throws std::logic_error if the numbers are not those of packed shards
  std::span<const ShardSum> work(std::span<const std::int32_t> packed);

 private:
  Model<float> model_;
  StepWork work_;
  ShardWorker worker_;
  std::vector<Batch> shards_;  ///< those of the step, each in its place of kMostShards
};

}  // namespace glassgpt
