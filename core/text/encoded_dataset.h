#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "token_counts.h"
#include "tokenizer.h"

namespace glassgpt {

/// Numbers of many examples, end to end.
template <typename Id>
struct Sequences {
  std::vector<Id> ids;                    ///< of all examples
  std::vector<std::size_t> starts = {0};  ///< where each example begins, and at last where the last one ends

  /// Examples.
  [[nodiscard]] std::size_t count() const { return starts.size() - 1; }
  /// The ids of example i, from 0.
  [[nodiscard]] std::span<const Id> operator[](std::size_t i) const {
    return std::span(ids).subspan(starts[i], starts[i + 1] - starts[i]);
  }
  /// Adds an example after the last one. @param example  ids that Id can hold
  void append(std::span<const TokenId> example) { append_ids(example); }
  void append(std::span<const PackedTokenId> example) { append_ids(example); }

 private:
  template <typename From>
  void append_ids(std::span<const From> example) {
    ids.insert(ids.end(), example.begin(), example.end());
    starts.push_back(ids.size());
  }
};

/// Token ids of many examples, two bytes each.
using TokenSequences = Sequences<PackedTokenId>;

/// What is known of an example besides its ids: one of a dataset, or a piece of a text that is longer than the context.
struct EncodedExample {
  std::uint32_t source = 0;          ///< number of the dataset's example that it is of, from 0
  std::uint32_t first_token = 0;     ///< tokens of that example that stand before it
  std::uint32_t answer_start = 1;    ///< as EncodedDataset::answer_start
  std::uint32_t ending_start = 1;    ///< as EncodedDataset::ending_start
  std::uint32_t unknown_tokens = 0;  ///< tokens that became `<unk>`
  std::uint32_t tokens_cut = 0;      ///< dropped from its end
  bool is_question = false;          ///< a prompt with its answer
  bool is_piece = false;             ///< of a longer text
  bool continues = false;            ///< a piece whose first token is the last one of the piece before
};

/// A dataset as ids, with what was lost on the way, which is reported and never hidden.
struct EncodedDataset {
  TokenSequences sequences;              ///< at most max_seq_len + 1 ids each
  std::vector<EncodedExample> examples;  ///< of each sequence
  TokenCounts counts;                    ///< of all of them

  /// The place, in example i, of the first id of the answer to its prompt; 1, the first id that is predicted at all, of
  /// plain text, and of a prompt so long that its answer is cut off: of that, the prompt can be learned.
  [[nodiscard]] std::size_t answer_start(std::size_t i) const {
    return examples.empty() ? 1 : examples[i].answer_start;
  }

  /// The place, in example i, of the first id of its answer, or of the last word of plain text. Who is given what
  /// stands before and goes on with what stands from here knows the example. Where the end was cut off nobody can tell,
  /// and it is the number of ids.
  [[nodiscard]] std::size_t ending_start(std::size_t i) const {
    return examples.empty() ? 1 : examples[i].ending_start;
  }

  /// Adds an example after the last one, and counts it. @param ids  that PackedTokenId can hold
  void append(std::span<const TokenId> ids, const EncodedExample& example);
  /// Likewise one of another dataset.
  void append(std::span<const PackedTokenId> ids, const EncodedExample& example);

  /// Likewise all of another one, which follow those that there are.
  void append(const EncodedDataset& more);

  /// Makes room for so many examples.
  void reserve(std::size_t more);

  /// Takes so many examples out, evenly spread as spread_place() says. The others close up where they are, so that
  /// there is no second copy of them.
  EncodedDataset take_out(std::size_t some);
};

/// Adds an example of so many ids to the counts of those before it. @param previous  the one before; null of the first
void count_example(TokenCounts& counts, std::size_t ids, const EncodedExample& example, const EncodedExample* previous);

/// At most so many of the examples, evenly spread.
EncodedDataset sample_of(const EncodedDataset& data, std::size_t most);

}  // namespace glassgpt
