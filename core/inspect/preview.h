#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../text/dataset.h"
#include "../text/tokenizer.h"

namespace glassgpt {

struct EncodedDataset;

/// A training example as the tokenizer splits it.
struct ExamplePreview {
  std::string text;                 ///< what the model is trained on, `</s>` included, before anything is cut off
  std::vector<std::string> tokens;  ///< as they stand in the text, without what the context cuts off
  std::vector<std::uint8_t> known;  ///< whether each is in the vocabulary
};

/// A text as the tokenizer splits it.
/// @param where  what an error names as the place of the text
/// @throws Error if the text is not UTF-8
ExamplePreview preview_text(std::string text, std::string_view where, const Tokenizer& tokenizer);

/// Some examples of a dataset: up to `count` from number `first` on, counted from 0.
/// @param encoded  the dataset, up to those examples at least
std::vector<ExamplePreview> preview_examples(const Dataset& dataset, const EncodedDataset& encoded, std::size_t first,
                                             std::size_t count, const Tokenizer& tokenizer);

}  // namespace glassgpt
