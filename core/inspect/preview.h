#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "../text/dataset.h"
#include "../text/tokenizer.h"

namespace glassgpt {

/// A training example as the tokenizer splits it.
struct ExamplePreview {
  std::string text;                 ///< what the model is trained on, `</s>` included
  std::vector<std::string> tokens;  ///< as they stand in the text, without what the context cuts off
  std::vector<std::uint8_t> known;  ///< whether each is in the vocabulary
};

/// A text as the tokenizer splits it, without what the context cuts off.
/// @param where  what an error names as the place of the text
/// @param most_tokens  of the text
/// @throws Error if the text is not UTF-8
ExamplePreview preview_text(std::string text, std::string_view where, const Tokenizer& tokenizer,
                            std::size_t most_tokens = std::numeric_limits<std::size_t>::max());

/// Some examples of a dataset: up to `count` from number `first` on, counted from 0.
/// @param most_tokens  of an example
std::vector<ExamplePreview> preview_examples(const Dataset& dataset, std::size_t first, std::size_t count,
                                             const Tokenizer& tokenizer, std::size_t most_tokens);

}  // namespace glassgpt
