#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../math/cached_attention.h"
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
  /// @param pasts  where each example goes on; of none, nothing is cached
  /// @throws std::bad_alloc if it does not fit into memory
  void prepare(const Network& network, const Batch& batch, Keep keep, std::span<const Past> pasts = {});

  /// Makes room for what decoding keeps of sequences of up to so many tokens, each in a place of its own.
  /// @throws std::bad_alloc if it does not fit into memory
  void reserve_cache(const Network& network, std::size_t places, Index tokens);

  /// Elements that prepare() takes memory for; how they lie in it takes less than 64 bytes more for each value.
  static double arena_size(const Network& network, const Batch& batch, Keep keep);

  /// A value's rows of the batch. Undefined where its memory is another's by now.
  [[nodiscard]] Matrix<Real> value(ValueId id) const { return values_[id]; }
  /// What is cached of a value in the place of an example, for so many heads.
  [[nodiscard]] AttentionCache<Real> cached(ValueId id, std::size_t example, Index heads) {
    const std::size_t first = cache_start_ + pasts_[example].place * place_size_ + cache_offsets_[id];
    return {.data = cache_.data() + first, .rows = cached_rows_, .head_dim = values_[id].cols / heads};
  }
  /// The gradient of the loss by a value.
  [[nodiscard]] Matrix<Real> gradient(ValueId id) const { return gradients_[id]; }

  /// Whether the batch goes on from what is cached.
  [[nodiscard]] bool has_past() const { return !pasts_.empty(); }
  /// Tokens of an example before those of the batch.
  [[nodiscard]] Index past(std::size_t example) const { return has_past() ? pasts_[example].tokens : 0; }

  /// Where each example's pairs of a query and a key begin among those of the batch, and the number of all.
  [[nodiscard]] std::span<const Index> pair_starts() const { return pair_starts_; }

  Matrix<Real> logits;  ///< [M, V]; the loss turns them into probabilities, then gradients
  double loss = 0;      ///< mean over the batch's targets, as far as it is computed

 private:
  std::vector<Matrix<Real>> values_, gradients_;  ///< by ValueId
  std::vector<Index> pair_starts_;
  std::vector<Real> arena_;
  std::vector<std::size_t> offsets_;        ///< in the arena, of each place
  std::vector<Past> pasts_;                 ///< by example
  std::vector<Real> cache_;                 ///< in each place, of each value that is cached
  std::size_t cache_start_ = 0;             ///< of the first place: at the beginning of a line of memory
  std::vector<std::size_t> cache_offsets_;  ///< in a place, by ValueId
  std::size_t place_size_ = 0;
  Index cached_rows_ = 0;  ///< of each
};

}  // namespace glassgpt
