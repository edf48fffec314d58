#include "validation.h"

#include <algorithm>
#include <utility>

#include "../model/transformer.h"

namespace glassgpt {

Validation::Validation(EncodedDataset data, bool answers_only, int batch_size, double item_flops,
                       const Network& network, Activations<float>& activations)
    : data_(std::move(data)),
      answers_only_(answers_only),
      batch_size_(static_cast<std::size_t>(batch_size)),
      schedule_(item_flops) {
  // Goes through all batches once, so that everything has its room before the first step.
  while (examples_done_ < data_.sequences.count()) next_batch(network, activations);
}

void Validation::begin() {
  examples_done_ = 0;
  loss_sum_ = 0;
  tokens_ = 0;
  known_ = {};
  schedule_.clear();
  next_item_ = 0;
  under_way_ = data_.sequences.count() > 0;
}

void Validation::advance(const Model<float>& model, Activations<float>& activations) {
  if (next_item_ == schedule_.items().size()) {
    next_batch(model.network, activations);
    return;
  }
  run_item<float>(schedule_.items()[next_item_], model, batch_, activations, {});
  next_item_ += 1;
  if (next_item_ < schedule_.items().size()) return;
  const auto predicted = static_cast<std::size_t>(batch_.predicted());
  loss_sum_ += activations.loss * static_cast<double>(predicted);
  tokens_ += predicted;
  const auto examples = static_cast<std::size_t>(batch_.examples());
  Index row = 0;
  for (std::size_t i = examples_done_ - examples; i < examples_done_; ++i) {
    known_.right += knows(i, row, activations) ? 1 : 0;
    row += static_cast<Index>(data_.sequences[i].size() - first_target(i));
  }
  known_.checked += examples;
  under_way_ = examples_done_ < data_.sequences.count();
}

/// Of an example: the place of the first id that the loss counts.
std::size_t Validation::first_target(std::size_t example) const {
  return answers_only_ ? data_.answer_start(example) : 1;
}

/// @param first_row  of the probabilities that the activations hold of the example
bool Validation::knows(std::size_t example, Index first_row, const Activations<float>& activations) const {
  const std::span<const PackedTokenId> ids = data_.sequences[example];
  if (data_.ending_start(example) >= ids.size()) return false;
  for (std::size_t i = data_.ending_start(example); i < ids.size(); ++i) {
    const std::span<const float> row =
        activations.logits.row(first_row + static_cast<Index>(i - first_target(example)));
    const auto likeliest = std::max_element(row.begin(), row.end()) - row.begin();
    if (ids[i] == kUnknownId || likeliest != ids[i]) return false;
  }
  return true;
}

/// Puts the next batch together and schedules its forward pass.
void Validation::next_batch(const Network& network, Activations<float>& activations) {
  const std::size_t last = std::min(examples_done_ + batch_size_, data_.sequences.count());
  batch_.clear();
  for (; examples_done_ < last; ++examples_done_) {
    batch_.append(data_.sequences[examples_done_], first_target(examples_done_));
  }
  activations.prepare(network, batch_, Keep::outputs);
  schedule_.clear();
  schedule_.add_forward(network, batch_);
  schedule_.add_loss(network, batch_);
  next_item_ = 0;
}

}  // namespace glassgpt
