#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "activations.h"
#include "model.h"

namespace glassgpt {

/// What the operations of a pass work with.
template <typename Real>
struct Pass {
  const Batch& batch;              ///< that it goes over
  Activations<Real>& activations;  ///< prepared for it
  Tensors<const Real> weights;     ///< of the model
  Tensors<Real> gradients;         ///< of the weights, for the backward pass; added to

  /// A value.
  [[nodiscard]] Matrix<Real> value(ValueId id) const { return activations.value(id); }
  /// The gradient of a value.
  [[nodiscard]] Matrix<Real> gradient(ValueId id) const { return activations.gradient(id); }
};

/// Calls work(i, rows, position) for the part of each example i of the batch that lies within the rows; it begins at
/// that position of the example.
template <typename Work>
void for_examples(const Batch& batch, Slice rows, Work work) {
  const std::span<const Index> starts = batch.starts;
  const Index end = rows.first + rows.count;
  auto i = static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), rows.first) - starts.begin()) - 1;
  for (; i + 1 < starts.size() && starts[i] < end; ++i) {
    const Index first = std::max(starts[i], rows.first);
    work(i, Slice{.first = first, .count = std::min(starts[i + 1], end) - first}, first - starts[i]);
  }
}

}  // namespace glassgpt
