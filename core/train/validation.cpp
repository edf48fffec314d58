#include "validation.h"

#include <algorithm>
#include <utility>

#include "../model/transformer.h"

namespace glassgpt {

Validation::Validation(EncodedDataset data, int batch_size, double piece_operations, const ModelConfig& config,
                       Activations<float>& activations)
    : data_(std::move(data)), batch_size_(static_cast<std::size_t>(batch_size)), plan_(piece_operations) {
  // Goes through all batches once, so that everything has its room before the first step.
  while (examples_done_ < data_.sequences.count()) next_batch(config, activations);
}

void Validation::begin() {
  examples_done_ = 0;
  loss_sum_ = 0;
  plan_.clear();
  next_piece_ = 0;
  under_way_ = data_.sequences.count() > 0;
}

void Validation::advance(const Model<float>& model, Activations<float>& activations) {
  if (next_piece_ == plan_.pieces().size()) {
    next_batch(model.config, activations);
    return;
  }
  run_piece<float>(plan_.pieces()[next_piece_], model, batch_, activations, {});
  next_piece_ += 1;
  if (next_piece_ < plan_.pieces().size()) return;
  loss_sum_ += activations.loss * static_cast<double>(batch_.predicted());
  under_way_ = examples_done_ < data_.sequences.count();
}

/// Puts the next batch together and plans its forward pass.
void Validation::next_batch(const ModelConfig& config, Activations<float>& activations) {
  const std::size_t last = std::min(examples_done_ + batch_size_, data_.sequences.count());
  batch_.clear();
  for (; examples_done_ < last; ++examples_done_) batch_.append(data_.sequences[examples_done_]);
  activations.prepare(config, batch_, false);
  plan_.clear();
  plan_.add_forward(config, batch_);
  plan_.add_loss(config, batch_);
  next_piece_ = 0;
}

}  // namespace glassgpt
