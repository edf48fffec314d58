#include "shared_steps.h"

#include <algorithm>
#include <stdexcept>

#include "shard_packing.h"

namespace glassgpt {

StepExecution SharedSteps::execution() {
  return {.begin = [this](std::span<const Batch> shards) { begin(shards); },
          .mine = [this](std::size_t shard, std::size_t) { return shard < end_of(0); },
          .sum = [this](StepSums& step) { return complete(step); }};
}

std::vector<std::int32_t> SharedSteps::task(std::size_t helper) const {
  const std::size_t first = end_of(helper);
  return pack_shards(shards_, first, end_of(helper + 1) - first);
}

std::span<float> SharedSteps::bring(const ShardSum& sum, std::size_t parameters) {
  if (brought_.size() == rooms_.size()) throw std::logic_error("a step has no more shards to bring");
  std::vector<float>& room = rooms_[brought_.size()];
  room.resize(parameters);
  brought_.push_back(sum);
  brought_.back().gradients = room;
  shards_brought_ += sum.count;
  return room;
}

void SharedSteps::begin(std::span<const Batch> shards) {
  shards_ = shards;
  used_ = std::min(helpers_ + 1, shards.size());
  number_ += 1;
  brought_.clear();
  shards_brought_ = 0;
  is_taken_ = begins_again_ = false;
}

SumProgress SharedSteps::complete(StepSums& step) {
  if (begins_again_) return SumProgress::begins_again;
  if (end_of(0) + shards_brought_ < step.shards) return SumProgress::waits;
  step.sums.insert(step.sums.end(), brought_.begin(), brought_.end());
  is_taken_ = true;
  return SumProgress::complete;
}

}  // namespace glassgpt
