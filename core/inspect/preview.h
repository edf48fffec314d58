#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
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

/// Some examples of a dataset: up to `count` from number `first` on, counted from 0.
/// @param tokenizer  null: every token counts as known
/// @param most_tokens  of an example
std::vector<ExamplePreview> preview_examples(const Dataset& dataset, std::size_t first, std::size_t count,
                                             const Tokenizer* tokenizer, std::size_t most_tokens);

}  // namespace glassgpt
