#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "../model/work_schedule.h"

namespace glassgpt {

/// What a step does, in this order, but for the gradients' zeroing, which comes before their backward pass.
enum class StepPart {
  batch,           ///< the examples put end to end and cut into shards, and the step's work scheduled
  shard,           ///< room for a shard
  zero_gradients,  ///< all its gradients to 0
  gradient,        ///< forward pass, loss and backward pass
  add_gradients,   ///< what shards one after another come to
  all_shards,      ///< or all of that by several workers at once
  keep_weights,    ///< a copy of weights that are known to be good
  gradient_norm,   ///< the sum of the gradients over all workers, and its global L2 norm
  update,          ///< clipping, and the update of the weights
};

/// A part of a step that is done without a pause.
struct StepItem {
  StepPart part = StepPart::batch;  ///< what it belongs to
  WorkItem work;                    ///< of the model's operations; else, of the parameters
  std::size_t shard = 0;            ///< of the step, from 0
  std::size_t room = 0;             ///< of the worker, in which that shard's gradients are
};

/// The name of what an item does: that of the model's operation, or else `batch`, `zero_gradients`, `add_gradients`,
/// `keep_weights`, `gradient_norm`, `adam`.
std::string_view name_of(const StepItem& item, const Network& network);

/// The ranges in which all parameters are gone over, each an item.
/// @param item_flops  most work of an item, as of a WorkSchedule
std::vector<Slice> parameter_ranges(double item_flops, std::size_t parameters);

/// What a step's work is made of.
struct StepSizes {
  std::span<const Batch> shards;           ///< of the step
  std::span<const std::size_t> worked_on;  ///< here: those shards, rising
  std::size_t workers = 1;                 ///< that share them: 1 to as many
  std::size_t parameters = 0;              ///< of the model
  bool keeps_weights = false;              ///< whether they are to be copied once the loss is known
  bool updates_at_once = false;            ///< whether norm and update are an item each
};

/// The work of a step, as items of a few milliseconds each. They depend on the sizes of the model and of the batch
/// alone, never on time. With several workers, all that each of them does of its shards is one item.
class StepWork {
 public:
  /// @param item_flops  most work of an item, as of a WorkSchedule
  /// @param workers  the most that share a step
  StepWork(double item_flops, std::size_t workers) : schedule_(item_flops), items_(1), worker_items_(workers) {}

  /// What follows the batch, whose item is under way.
  void schedule(const Network& network, const StepSizes& step);

  /// What one worker does of shards alone. @param step  but for what comes after them
  std::span<const StepItem> schedule_shards(const Network& network, const StepSizes& step);

  /// Of several workers, what one does of its shards.
  [[nodiscard]] std::span<const StepItem> of_worker(std::size_t worker) const { return worker_items_[worker]; }

  /// Begins the next item: the batch, if no step is under way. Unless the item ends, neither does the step, and the
  /// next item is the batch again.
  const StepItem& begin_item();
  /// The item has ended.
  void end_item();
  /// The item has to be begun again.
  void repeat_item() { under_way_ = true; }

  /// Whether a step is under way, between two of its items.
  [[nodiscard]] bool under_way() const { return under_way_; }
  /// Whether some of the weights are those after the step, and others still those before it.
  [[nodiscard]] bool updating() const { return under_way_ && items_[next_ - 1].part == StepPart::update; }

 private:
  void add_shards(std::vector<StepItem>& items, const Network& network, const StepSizes& step,
                  std::span<const std::size_t> shards);
  void add_scheduled(std::vector<StepItem>& items, StepItem item);
  void add_parameters(std::vector<StepItem>& items, StepItem item, std::size_t parameters);

  WorkSchedule schedule_;
  std::vector<StepItem> items_;                      ///< of the step, the batch first
  std::vector<std::vector<StepItem>> worker_items_;  ///< of each of several workers
  std::size_t next_ = 0;
  bool under_way_ = false;
};

}  // namespace glassgpt
