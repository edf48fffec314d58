#pragma once

#include <cstddef>
#include <span>
#include <vector>

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

}  // namespace glassgpt
