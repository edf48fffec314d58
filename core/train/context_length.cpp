#include "context_length.h"

#include <algorithm>
#include <cstddef>

#include "../model/config.h"

namespace glassgpt {

namespace {

/// A text may be read in pieces, an answer may not.
constexpr std::size_t kMostOfText = 256;

}  // namespace

int context_for_parts_of_words(const Tokenizer& tokenizer, std::span<const Dataset> data) {
  std::size_t longest = 0;
  for (const Dataset& dataset : data) {
    for (const Example& example : dataset.examples) {
      const std::size_t tokens = tokenizer.split(example.training_text(), dataset.name).size();
      longest = std::max(longest, example.is_chat ? tokens : std::min(tokens, kMostOfText));
    }
  }
  const auto most = static_cast<std::size_t>(option_named(kModelOptions, "max_seq_len").most);
  return std::max(ModelConfig().max_seq_len, static_cast<int>(std::min(longest, most)));
}

}  // namespace glassgpt
