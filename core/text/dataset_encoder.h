#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "dataset.h"
#include "encoded_dataset.h"
#include "text_parts.h"
#include "tokenizer.h"

namespace glassgpt {

/// Encodes a dataset little by little: each example's training text, cut to max_seq_len + 1 tokens, one more than the
/// model sees at once, because the last one is only a target.
class DatasetEncoder {
 public:
  /// @param tokenizer, dataset  to outlive it
  DatasetEncoder(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len);

  /// Encodes some tens of kilobytes of text. @return whether anything is left
  /// @throws Error naming the example that has nothing to predict, or is not UTF-8
  bool advance();

  /// Bytes of text encoded so far, and in all.
  [[nodiscard]] std::size_t bytes_done() const { return parts_.bytes_done(); }
  [[nodiscard]] std::size_t bytes() const { return parts_.bytes(); }

  /// The whole, once nothing is left.
  [[nodiscard]] EncodedDataset take() { return std::move(encoded_); }

 private:
  void finish_example();

  const Tokenizer* tokenizer_;
  TextParts parts_;
  std::size_t longest_;       ///< tokens of an example, at most
  std::vector<TokenId> ids_;  ///< of the example under way
  EncodedDataset encoded_;
};

/// All of it at once. @throws Error as DatasetEncoder::advance
EncodedDataset encode_dataset(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len);

}  // namespace glassgpt
