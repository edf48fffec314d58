#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../math/view.h"
#include "tokenizer.h"

namespace glassgpt {

/// A target that is not predicted and does not count in the loss.
inline constexpr TokenId kNoTarget = -1;

/// Examples of different lengths end to end as N rows, so that no row is padding.
struct Batch {
  std::vector<TokenId> inputs;      ///< [N]
  std::vector<TokenId> targets;     ///< [N], each the input that follows; kNoTarget where there is none
  std::vector<Index> starts = {0};  ///< row at which each example begins, and N at the end

  /// [M], the rows that logits are made of, in order, with their targets: those from each example's first target on.
  /// Empty where that is all of them: M is N then, and `targets` are theirs.
  std::vector<Index> picked;
  std::vector<TokenId> picked_targets;

  /// N, the inputs of all examples.
  [[nodiscard]] Index rows() const { return static_cast<Index>(inputs.size()); }
  /// B, the examples.
  [[nodiscard]] Index examples() const { return static_cast<Index>(starts.size()) - 1; }
  /// M, the rows that logits are made of.
  [[nodiscard]] Index logit_rows() const { return picked.empty() ? rows() : static_cast<Index>(picked.size()); }
  /// [M], what they are to predict.
  [[nodiscard]] std::span<const TokenId> logit_targets() const { return picked.empty() ? targets : picked_targets; }
  /// Of a shard of a step, what all shards predict together; 0 of a batch of its own.
  Index step_predicted = 0;

  /// Targets other than kNoTarget.
  [[nodiscard]] Index predicted() const;
  /// What the sum of the losses is divided by: the targets that the step predicts.
  [[nodiscard]] Index loss_tokens() const { return step_predicted > 0 ? step_predicted : predicted(); }

  /// Takes all examples out.
  void clear();
  /// Adds an example of n + 1 ids as n rows.
  /// @param first_target  the place of the first id to be predicted, from 1 on; those before it are read only, and their
  ///                      targets are kNoTarget. With n + 1, none is predicted
  void append(std::span<const TokenId> ids, std::size_t first_target = 1);
  void append(std::span<const PackedTokenId> ids, std::size_t first_target = 1);
  /// Becomes some examples of another batch. @param first, end  the first of them, and the one behind the last
  void assign(const Batch& other, Index first, Index end);

 private:
  template <typename Id>
  void append_ids(std::span<const Id> ids, std::size_t first_target);
  void pick(Index first, Index end);
};

}  // namespace glassgpt
