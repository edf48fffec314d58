#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../math/view.h"
#include "../text/batch.h"
#include "network.h"

namespace glassgpt {

/// All that a pass over a batch computes, in one allocation that grows to the largest batch seen.
template <typename Real>
class Activations {
 public:
  /// Sets the views for a batch. What they show is undefined until a forward pass has run.
  /// @param network  to outlive what is done with the views
  /// @param past  tokens in the cache that the batch's only example goes on from
  /// @throws std::bad_alloc if it does not fit into memory
  void prepare(const Network& network, const Batch& batch, Keep keep, Index past = 0);

  /// Makes room for what decoding keeps of up to so many tokens; from now on their rows lie there.
  void reserve_cache(const Network& network, Index tokens);

  /// Elements of memory that prepare() takes for a batch.
  static double arena_size(const Network& network, const Batch& batch, Keep keep);

  /// A value's rows of the batch. Undefined where its memory is another's by now.
  [[nodiscard]] Matrix<Real> value(ValueId id) const { return values_[id]; }
  /// Likewise with the rows of the tokens in the cache before them.
  [[nodiscard]] Matrix<Real> with_past(ValueId id) const {
    const Matrix<Real>& rows = values_[id];
    return {rows.data - past_ * rows.stride, past_ + rows.rows, rows.cols, rows.stride};
  }
  /// The gradient of the loss by a value.
  [[nodiscard]] Matrix<Real> gradient(ValueId id) const { return gradients_[id]; }

  /// Tokens in the cache before those of the batch.
  [[nodiscard]] Index past() const { return past_; }

  /// Where each example's pairs of a query and a key begin among those of the batch, and the number of all.
  [[nodiscard]] std::span<const Index> pair_starts() const { return pair_starts_; }

  Matrix<Real> logits;  ///< [M, V]; the loss turns them into probabilities, then gradients
  double loss = 0;      ///< mean over the batch's targets, as far as it is computed

 private:
  std::vector<Matrix<Real>> values_, gradients_;  ///< by ValueId
  std::vector<Index> pair_starts_;
  std::vector<Real> arena_;
  std::vector<std::size_t> offsets_;  ///< in the arena, of each place
  Index past_ = 0;
  std::vector<Real> cache_;  ///< of each value that is cached [tokens, d]
  Index cached_tokens_ = 0;
};

}  // namespace glassgpt
