#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "../model/work_schedule.h"

namespace glassgpt {

/// What a step does, in this order, but for the gradients' zeroing, which comes before their backward pass.
enum class StepPart {
  batch,           ///< the examples put end to end, and the step's work scheduled
  zero_gradients,  ///< all gradients to 0
  gradient,        ///< forward pass, loss and backward pass
  keep_weights,    ///< a copy of weights that are known to be good
  gradient_norm,   ///< their global L2 norm
  update,          ///< clipping, and the update of the weights
};

/// A part of a step that is done without a pause.
struct StepItem {
  StepPart part = StepPart::batch;  ///< what it belongs to
  WorkItem work;                    ///< of the model's operations; of an update, of the parameters
};

/// The name of what an item does: that of the model's operation, or else `batch`, `zero_gradients`, `keep_weights`,
/// `gradient_norm`, `adam`.
std::string_view name_of(const StepItem& item, const Network& network);

/// The work of a step, as items of a few milliseconds each. They depend on the sizes of the model and of the batch
/// alone, never on time.
class StepWork {
 public:
  /// @param item_flops  most work of an item, as of a WorkSchedule
  explicit StepWork(double item_flops) : schedule_(item_flops), items_(1) {}

  /// What follows the batch, whose item is under way.
  /// @param keeps_weights  whether the weights are to be copied once the loss is known
  void schedule(const Network& network, const Batch& batch, std::size_t parameters, bool keeps_weights);

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
  void add_scheduled(StepPart part);

  WorkSchedule schedule_;
  std::vector<StepItem> items_;  ///< of the step, the batch first
  std::size_t next_ = 0;
  bool under_way_ = false;
};

}  // namespace glassgpt
