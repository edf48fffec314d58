#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "../math/view.h"
#include "dataset.h"
#include "token_counts.h"
#include "tokenizer.h"

namespace glassgpt {

/// Token ids of many examples, end to end.
struct TokenSequences {
  std::vector<TokenId> ids;               ///< of all examples
  std::vector<std::size_t> starts = {0};  ///< where each example begins, and at last where the last one ends

  /// Examples.
  [[nodiscard]] std::size_t count() const { return starts.size() - 1; }
  /// The ids of example i, from 0.
  [[nodiscard]] std::span<const TokenId> operator[](std::size_t i) const {
    return std::span(ids).subspan(starts[i], starts[i + 1] - starts[i]);
  }
  /// Adds an example after the last one.
  void append(std::span<const TokenId> example);
};

/// A dataset as ids, with what was lost on the way, which is reported and never hidden.
struct EncodedDataset {
  TokenSequences sequences;                ///< at most max_seq_len + 1 ids each
  std::vector<std::size_t> answer_starts;  ///< of each example, where what it teaches to say begins, as answer_start()
  std::vector<std::size_t> ending_starts;  ///< of each example, where what shows that it is known begins
  std::size_t questions = 0;               ///< examples that are prompts with answers
  std::size_t predicted_tokens = 0;        ///< targets of one pass over the data
  std::size_t answer_tokens = 0;           ///< of those, the ones from each example's answer_start() on
  std::size_t unknown_tokens = 0;          ///< tokens that became `<unk>`
  std::size_t examples_cut = 0;            ///< examples longer than max_seq_len + 1 tokens
  std::size_t tokens_cut = 0;              ///< tokens dropped from their ends

  /// The place, in example i, of the first id of the answer to its prompt; 1, the first id that is predicted at all, of
  /// plain text, and of a prompt so long that its answer is cut off: of that, the prompt can be learned.
  [[nodiscard]] std::size_t answer_start(std::size_t i) const { return answer_starts.empty() ? 1 : answer_starts[i]; }

  /// The place, in example i, of the first id of its answer, or of the last word of plain text. Who is given what
  /// stands before and goes on with what stands from here knows the example.
  [[nodiscard]] std::size_t ending_start(std::size_t i) const { return ending_starts.empty() ? 1 : ending_starts[i]; }
};

/// How much it is.
TokenCounts count_tokens(const EncodedDataset& data);

/// At most so many of the examples, evenly spread.
EncodedDataset sample_of(const EncodedDataset& data, std::size_t most);

/// Encodes each example's training text, cut to max_seq_len + 1 tokens: one more than the model sees at once, because
/// the last one is only a target.
/// @throws Error naming the example that has nothing to predict
EncodedDataset encode_dataset(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len);

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
  /// Targets other than kNoTarget.
  [[nodiscard]] Index predicted() const;

  /// Takes all examples out.
  void clear();
  /// Adds an example of n + 1 ids as n rows.
  /// @param first_target  the place of the first id to be predicted, from 1 to n; those before it are read only, and
  ///                      their targets are kNoTarget
  void append(std::span<const TokenId> ids, std::size_t first_target = 1);

 private:
  void pick(Index first, Index end);
};

}  // namespace glassgpt
