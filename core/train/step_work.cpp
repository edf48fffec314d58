#include "step_work.h"

#include <array>

#include "shard_sum.h"

namespace glassgpt {

std::string_view name_of(const StepItem& item, const Network& network) {
  switch (item.part) {
    case StepPart::batch:
    case StepPart::shard:
      return "batch";
    case StepPart::zero_gradients:
      return "zero_gradients";
    case StepPart::gradient:
      return network.operations()[item.work.operation]->wiring().name;
    case StepPart::add_gradients:
      return "add_gradients";
    case StepPart::all_shards:
      return "shards";
    case StepPart::keep_weights:
      return "keep_weights";
    case StepPart::gradient_norm:
      return "gradient_norm";
    case StepPart::update:
      return "adam";
  }
  return "";
}

std::vector<Slice> parameter_ranges(double item_flops, std::size_t parameters) {
  WorkSchedule schedule(item_flops);
  schedule.add_update(0, parameters);
  std::vector<Slice> ranges;
  for (const WorkItem& item : schedule.items()) ranges.push_back(item.tile.rows);
  return ranges;
}

void StepWork::schedule(const Network& network, const StepSizes& step) {
  items_.resize(1);
  if (step.workers == 1) {
    add_shards(items_, network, step, step.worked_on);
  } else {
    const std::size_t count = step.worked_on.size();
    for (std::size_t worker = 0; worker < step.workers; ++worker) {
      worker_items_[worker].clear();
      const std::size_t first = count * worker / step.workers;
      add_shards(worker_items_[worker], network, step,
                 step.worked_on.subspan(first, count * (worker + 1) / step.workers - first));
    }
    items_.push_back({.part = StepPart::all_shards, .work = {}});
  }
  if (step.keeps_weights) add_parameters(items_, {.part = StepPart::keep_weights, .work = {}}, step.parameters);
  for (const StepPart part : {StepPart::gradient_norm, StepPart::update}) {
    StepItem item = {.part = part, .work = {.direction = Direction::update}};
    if (step.updates_at_once) {
      item.work.tile.rows = {.first = 0, .count = static_cast<Index>(step.parameters)};
      items_.push_back(item);
    } else {
      add_parameters(items_, item, step.parameters);
    }
  }
}

std::span<const StepItem> StepWork::schedule_shards(const Network& network, const StepSizes& step) {
  worker_items_.front().clear();
  add_shards(worker_items_.front(), network, step, step.worked_on);
  return worker_items_.front();
}

/// What a worker does of its shards, one after another. After each it adds what the tree of sums lets it.
void StepWork::add_shards(std::vector<StepItem>& items, const Network& network, const StepSizes& step,
                          std::span<const std::size_t> shards) {
  std::array<ShardSum, kMostShards> sums;
  std::size_t rooms = 0;
  for (const std::size_t shard : shards) {
    StepItem item = {.part = StepPart::shard, .work = {}, .shard = shard, .room = rooms};
    items.push_back(item);
    item.part = StepPart::gradient;
    schedule_.add_forward(network, step.shards[shard]);
    schedule_.add_loss(network, step.shards[shard]);
    add_scheduled(items, item);
    item.part = StepPart::zero_gradients;
    add_parameters(items, item, step.parameters);
    item.part = StepPart::gradient;
    schedule_.add_backward(network, step.shards[shard]);
    add_scheduled(items, item);
    sums[rooms] = {.first = shard, .count = 1, .gradients = {}};
    for (; rooms > 0 && are_halves(sums[rooms - 1], sums[rooms]); --rooms) {
      sums[rooms - 1].count *= 2;
      item.part = StepPart::add_gradients;
      item.room = rooms;
      add_parameters(items, item, step.parameters);
    }
    rooms += 1;
  }
}

/// Adds the items that were scheduled last, each of them like this one.
void StepWork::add_scheduled(std::vector<StepItem>& items, StepItem item) {
  for (const WorkItem& work : schedule_.items()) {
    item.work = work;
    items.push_back(item);
  }
  schedule_.clear();
}

/// Adds items like this one that go over all parameters.
void StepWork::add_parameters(std::vector<StepItem>& items, StepItem item, std::size_t parameters) {
  schedule_.add_update(static_cast<std::size_t>(item.part), parameters);
  add_scheduled(items, item);
}

const StepItem& StepWork::begin_item() {
  if (!under_way_) next_ = 0;
  under_way_ = false;
  return items_[next_];
}

void StepWork::end_item() {
  next_ += 1;
  under_way_ = next_ < items_.size();
}

}  // namespace glassgpt
