#include "shard_worker.h"

#include <algorithm>

#include "../model/transformer.h"

namespace glassgpt {

void ShardWorker::run(const StepItem& item, const Model<float>& model, std::span<const Batch> shards) {
  const Slice range = item.work.tile.rows;
  if (item.part == StepPart::shard) {
    activations_.prepare(model.network, shards[item.shard], Keep::gradients);
    rooms_[item.room].resize(model.parameters.size());
    sums_.push_back({.first = item.shard, .count = 1, .gradients = rooms_[item.room]});
  } else if (item.part == StepPart::zero_gradients) {
    if (item.room == 0 && first_is_zero_) return;
    const std::span<float> gradients = range.of(std::span(rooms_[item.room]));
    std::fill(gradients.begin(), gradients.end(), 0.0F);
  } else if (item.part == StepPart::gradient) {
    if (item.room == 0 && item.work.direction == Direction::backward) first_is_zero_ = false;
    run_item<float>(item.work, model, shards[item.shard], activations_, rooms_[item.room]);
    sums_[item.room].loss = activations_.loss;
  } else {  // what is in the room is added to the one before it
    const std::span<ShardSum> both = std::span(sums_).subspan(item.room - 1);
    add_gradients(both, range);
    const bool is_last = range.first + range.count == static_cast<Index>(model.parameters.size());
    if (is_last) sums_.resize(item.room - 1 + join_sums(both));
  }
}

}  // namespace glassgpt
