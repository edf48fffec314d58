#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "../math/view.h"
#include "dataset.h"
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
  TokenSequences sequences;          ///< at most max_seq_len + 1 ids each
  std::size_t predicted_tokens = 0;  ///< targets of one pass over the data
  std::size_t unknown_tokens = 0;    ///< tokens that became `<unk>`
  std::size_t examples_cut = 0;      ///< examples longer than max_seq_len + 1 tokens
  std::size_t tokens_cut = 0;        ///< tokens dropped from their ends
};

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

  /// N, the inputs of all examples.
  [[nodiscard]] Index rows() const { return static_cast<Index>(inputs.size()); }
  /// B, the examples.
  [[nodiscard]] Index examples() const { return static_cast<Index>(starts.size()) - 1; }
  /// Targets other than kNoTarget.
  [[nodiscard]] Index predicted() const;

  /// Takes all examples out.
  void clear();
  /// Adds an example of n + 1 ids as n rows.
  void append(std::span<const TokenId> ids);
};

}  // namespace glassgpt
