#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "dataset.h"
#include "text_parts.h"
#include "tokenizer.h"
#include "tokenizer_kinds.h"

namespace glassgpt {

/// Makes a tokenizer of datasets little by little.
class TokenizerTraining {
 public:
  /// @param datasets  to outlive it
  TokenizerTraining(const TokenizerKind& kind, std::vector<const Dataset*> datasets)
      : builder_(kind.builder()), parts_(std::move(datasets)) {}

  /// Reads some tens of kilobytes of text. @return whether anything is left
  /// @throws Error naming the example that is not UTF-8
  bool advance();

  /// Bytes of text read so far, and in all.
  [[nodiscard]] std::size_t bytes_done() const { return parts_.bytes_done(); }
  [[nodiscard]] std::size_t bytes() const { return parts_.bytes(); }

  /// The tokenizer, once nothing is left. @param max_size  most tokens, the two special ones included
  [[nodiscard]] TokenizerBuilder::Result build(std::size_t max_size) const { return builder_->build(max_size); }

 private:
  std::unique_ptr<TokenizerBuilder> builder_;
  TextParts parts_;
};

}  // namespace glassgpt
