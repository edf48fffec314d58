#include "step_work.h"

namespace glassgpt {

std::string_view name_of(const StepItem& item, const Network& network) {
  switch (item.part) {
    case StepPart::batch:
      return "batch";
    case StepPart::zero_gradients:
      return "zero_gradients";
    case StepPart::gradient:
      return network.operations()[item.work.operation]->wiring().name;
    case StepPart::keep_weights:
      return "keep_weights";
    case StepPart::gradient_norm:
      return "gradient_norm";
    case StepPart::update:
      return "adam";
  }
  return "";
}

void StepWork::schedule(const Network& network, const Batch& batch, std::size_t parameters, bool keeps_weights) {
  items_.resize(1);
  schedule_.add_forward(network, batch);
  schedule_.add_loss(network, batch);
  add_scheduled(StepPart::gradient);
  const auto add_update = [&](StepPart part) {
    schedule_.add_update(static_cast<std::size_t>(part), parameters);
    add_scheduled(part);
  };
  add_update(StepPart::zero_gradients);
  schedule_.add_backward(network, batch);
  add_scheduled(StepPart::gradient);
  if (keeps_weights) add_update(StepPart::keep_weights);
  add_update(StepPart::gradient_norm);
  add_update(StepPart::update);
}

/// Adds the items that were scheduled last.
void StepWork::add_scheduled(StepPart part) {
  for (const WorkItem& item : schedule_.items()) items_.push_back({.part = part, .work = item});
  schedule_.clear();
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
