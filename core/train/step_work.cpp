#include "step_work.h"

namespace glassgpt {

void StepWork::schedule(const ModelConfig& config, const Batch& batch, std::size_t parameters, bool keeps_weights) {
  items_.resize(1);
  plan_.add_forward(config, batch);
  plan_.add_loss(config, batch);
  add_planned(StepPart::gradient);
  const auto add_update = [&](StepPart part, Operation operation) {
    plan_.add_update(operation, parameters);
    add_planned(part);
  };
  add_update(StepPart::zero_gradients, Operation::zero_gradients);
  plan_.add_backward(config, batch);
  add_planned(StepPart::gradient);
  if (keeps_weights) add_update(StepPart::keep_weights, Operation::keep_weights);
  add_update(StepPart::gradient_norm, Operation::gradient_norm);
  add_update(StepPart::update, Operation::adam);
}

/// Adds the pieces that were planned last.
void StepWork::add_planned(StepPart part) {
  for (const Piece& piece : plan_.pieces()) items_.push_back({.part = part, .piece = piece});
  plan_.clear();
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
