#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "dataset.h"
#include "piece_counts.h"
#include "text_parts.h"
#include "tokenizer.h"
#include "unknown_words.h"

namespace glassgpt {

/// Finds out little by little what a vocabulary lacks of data.
class UnknownWordCount {
 public:
  /// Most words and examples that a report names.
  static constexpr std::size_t kMostNamed = 20;

  /// An example: its dataset and its number in that, from 0.
  using Place = std::pair<const Dataset*, std::size_t>;

  /// @param tokenizer, training, validated  to outlive it
  /// @param training   to train on
  /// @param validated  examples to validate on that have unknown words
  UnknownWordCount(const Tokenizer& tokenizer, const std::vector<const Dataset*>& training,
                   std::vector<Place> validated);

  /// Reads some tens of kilobytes of text, or looks for what one word may mean. @return whether anything is left
  /// @throws Error naming the example that is not UTF-8
  bool advance();

  /// Bytes of text read so far, and in all.
  [[nodiscard]] std::size_t bytes_done() const { return parts_.bytes_done(); }
  [[nodiscard]] std::size_t bytes() const { return parts_.bytes(); }

  /// What was found, taken out, once nothing is left.
  [[nodiscard]] UnknownReport take() { return std::move(report_); }

 private:
  void name_most_frequent();

  const Tokenizer* tokenizer_;
  TextParts parts_;
  std::vector<Place> validated_;
  PieceCounts counts_;
  bool is_counted_ = false;
  std::size_t words_named_ = 0;
  UnknownReport report_;
};

}  // namespace glassgpt
