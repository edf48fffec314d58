#pragma once

#include <cstddef>

#include "../model/activations.h"
#include "../model/model.h"
#include "../model/work_schedule.h"
#include "../text/batch.h"
#include "../text/encoded_dataset.h"
#include "learning.h"

namespace glassgpt {

/// Measures the loss over examples, and which of them are known, without training on them; in work items of a few
/// milliseconds each, so that whoever trains can do something else between two of them. It changes neither weights nor
/// gradients.
class Validation {
 public:
  /// Without data.
  Validation() = default;

  /// @param answers_only  whether the loss counts the answers' tokens alone
  /// @param batch_size  examples at once
  /// @param item_flops  most work of an item, as of a WorkSchedule
  /// @param activations  to measure with; given the room that the largest batch takes
  Validation(EncodedDataset data, bool answers_only, int batch_size, double item_flops, const Network& network,
             Activations<float>& activations);

  /// What it measures.
  [[nodiscard]] const EncodedDataset& data() const { return data_; }

  /// Begins to measure. Does nothing without data.
  void begin();
  /// Whether something of that is left to do.
  [[nodiscard]] bool under_way() const { return under_way_; }
  /// Does the next item. @param activations  left alone since the first one, but to be used for other things after the
  ///                                          last one
  void advance(const Model<float>& model, Activations<float>& activations);
  /// Mean over the tokens that it counts, in nats, once no measuring is under way.
  [[nodiscard]] double loss() const { return loss_sum_ / static_cast<double>(tokens_); }
  /// What is known, likewise: the examples of which, given what stands before their ending_start(), each id from there
  /// on is the likeliest. Greedy decoding then gives them word for word. One that was cut or has an unknown word in its
  /// ending is not known.
  [[nodiscard]] const Known& known() const { return known_; }

 private:
  void next_batch(const Network& network, Activations<float>& activations);

  [[nodiscard]] std::size_t first_target(std::size_t example) const;
  [[nodiscard]] bool knows(std::size_t example, Index first_row, const Activations<float>& activations) const;

  EncodedDataset data_;
  bool answers_only_ = false;
  std::size_t batch_size_ = 1;
  Batch batch_;
  WorkSchedule schedule_;      ///< of that batch
  std::size_t next_item_ = 0;  ///< of the schedule
  std::size_t examples_done_ = 0;
  double loss_sum_ = 0;  ///< of the batches done: losses times their tokens
  std::size_t tokens_ = 0;
  Known known_;
  bool under_way_ = false;
};

}  // namespace glassgpt
