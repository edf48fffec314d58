#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "../base/executor.h"
#include "dataset.h"
#include "example_ranges.h"
#include "text_parts.h"
#include "tokenizer.h"
#include "tokenizer_builder.h"
#include "tokenizer_kinds.h"

namespace glassgpt {

/// Makes a tokenizer of datasets little by little, which is the same by any number of threads.
class TokenizerTraining {
 public:
  /// @param datasets  to outlive it
  TokenizerTraining(const TokenizerKind& kind, std::vector<const Dataset*> datasets, Executor executor = {});

  /// Each thread reads some tens of kilobytes of text. @return whether anything is left
  /// @throws Error naming the example that is not UTF-8
  bool advance();

  /// Bytes of text read so far, and in all.
  [[nodiscard]] std::size_t bytes_done() const;
  [[nodiscard]] std::size_t bytes() const { return ranges_.bytes(); }

  /// The tokenizer, once nothing is left. @param max_size  most tokens, the two special ones included
  [[nodiscard]] TokenizerBuilder::Result build(std::size_t max_size) const {
    return counters_.front().builder->build(max_size);
  }

 private:
  /// What a thread has counted.
  struct Counter {
    std::unique_ptr<TokenizerBuilder> builder;
    TextParts parts;        ///< of a range
    bool has_more = false;  ///< whether anything of it may be left
  };

  void hand_out_ranges();

  Executor executor_;
  ExampleRanges ranges_;
  std::vector<Counter> counters_;  ///< of each thread; of one in the end
  std::size_t bytes_before_ = 0;   ///< of the ranges that nobody has any more
};

}  // namespace glassgpt
