#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <utility>
#include <vector>

#include "../base/executor.h"
#include "dataset.h"
#include "encoded_dataset.h"
#include "example_ranges.h"
#include "text_cutter.h"
#include "text_parts.h"
#include "tokenizer.h"

namespace glassgpt {

/// Encodes examples little by little: each one's training text, of at most max_seq_len + 1 tokens, one more than
/// the model sees at once, because the last one is only a target. What is longer is cut: a text into pieces, as
/// TextCutter says, so that nothing of it is lost; a prompt with its answer at its end.
class DatasetEncoder {
 public:
  /// @param tokenizer  to outlive it, as the dataset of the examples
  DatasetEncoder(const Tokenizer& tokenizer, const ExampleRange& examples, int max_seq_len);

  /// Encodes some tens of kilobytes of text. @return whether anything is left
  /// @throws Error naming the example that has nothing to predict, or is not UTF-8
  bool advance();

  /// Bytes of text encoded so far, and in all.
  [[nodiscard]] std::size_t bytes_done() const { return parts_.bytes_done(); }
  [[nodiscard]] std::size_t bytes() const { return parts_.bytes(); }

  /// The number of the first example that is not complete: those before it are not looked at any more.
  [[nodiscard]] std::size_t next_example() const { return example_.source; }

  /// What is encoded so far.
  [[nodiscard]] const EncodedDataset& encoded() const { return encoded_; }
  /// The whole, once nothing is left.
  [[nodiscard]] EncodedDataset take() { return std::move(encoded_); }

 private:
  void append_question();
  void append_pieces();
  [[nodiscard]] std::uint32_t unknown_of(std::span<const TokenId> piece, const EncodedExample& example) const;

  const Tokenizer* tokenizer_;
  TextParts parts_;
  TextCutter cutter_;
  std::vector<TokenId> ids_;          ///< of the example under way, without the pieces that are complete
  std::uint32_t unknown_tokens_ = 0;  ///< of that example
  EncodedExample example_;            ///< likewise
  EncodedDataset encoded_;
};

/// Likewise a dataset on several threads: ranges of its examples at the same time, put together in their order, to the
/// same ids by any number of threads.
class DatasetEncoding {
 public:
  /// @param tokenizer, dataset  to outlive it
  DatasetEncoding(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len, Executor executor = {});

  /// Each thread encodes some tens of kilobytes of text. @return whether anything is left
  /// @throws Error as DatasetEncoder::advance
  bool advance();

  /// Bytes of text encoded so far, and in all.
  [[nodiscard]] std::size_t bytes_done() const;
  [[nodiscard]] std::size_t bytes() const { return ranges_.bytes(); }

  /// As DatasetEncoder::next_example.
  [[nodiscard]] std::size_t next_example() const;

  /// The whole, once nothing is left.
  [[nodiscard]] EncodedDataset take() { return std::move(encoded_); }

 private:
  /// Of one range.
  struct Part {
    DatasetEncoder encoder;
    bool has_more = true;  ///< whether anything of it may be left
  };

  void hand_out_ranges();
  void reserve(const DatasetEncoder& first);

  const Tokenizer* tokenizer_;
  int max_seq_len_;
  Executor executor_;
  ExampleRanges ranges_;
  std::size_t examples_;             ///< of the dataset
  std::deque<Part> parts_;           ///< under way, in their order
  std::size_t bytes_before_ = 0;     ///< of the ranges before them
  std::size_t examples_before_ = 0;  ///< likewise
  EncodedDataset encoded_;           ///< likewise
};

/// All of it at once. @throws Error as DatasetEncoder::advance
EncodedDataset encode_dataset(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len);

}  // namespace glassgpt
