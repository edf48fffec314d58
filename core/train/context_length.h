#pragma once

#include <span>

#include "../text/dataset.h"
#include "../text/tokenizer.h"

namespace glassgpt {

/// The context that suits data whose tokens are parts of words: as many tokens as the longest example has, from what a
/// new ModelConfig has to the longest that people may choose, or 256 of a text.
/// @throws Error naming the data that is not UTF-8
int context_for_parts_of_words(const Tokenizer& tokenizer, std::span<const Dataset> data);

}  // namespace glassgpt
