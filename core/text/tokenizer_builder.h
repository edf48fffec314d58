#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "piece_counts.h"
#include "tokenizer.h"

namespace glassgpt {

/// Makes a tokenizer of one kind from the training data: of how often each piece of text occurs there.
class TokenizerBuilder {
 public:
  virtual ~TokenizerBuilder() = default;

  /// Takes a text into account. @throws Error as Tokenizer::split
  virtual void add(std::string_view text, std::string_view where) = 0;

  /// Takes all that another builder of the kind did into account.
  void join(const TokenizerBuilder& other);

  /// A tokenizer, and what its vocabulary had to leave out.
  struct Result {
    std::shared_ptr<const Tokenizer> tokenizer;  ///< of the texts
    std::size_t words = 0;                       ///< distinct words in the texts; 0 of a kind without words
    std::size_t words_once = 0;                  ///< of those, the ones that occur once
    std::size_t words_dropped = 0;               ///< distinct pieces beyond the limit, which become `<unk>`
    std::size_t tokens_dropped = 0;              ///< their occurrences in the data
  };

  /// @param max_size  most tokens, the two special ones included
  [[nodiscard]] virtual Result build(std::size_t max_size) const = 0;

 protected:
  /// Of the texts, all that a tokenizer is made of.
  [[nodiscard]] PieceCounts& counts() { return counts_; }
  [[nodiscard]] const PieceCounts& counts() const { return counts_; }

 private:
  PieceCounts counts_;
};

}  // namespace glassgpt
