#pragma once

#include <string_view>

#include "../model/model.h"
#include "../text/tokenizer.h"
#include "generator.h"

namespace glassgpt {

/// What begins to answer a prompt. A question of chat_prompt() that came without any punctuation at its end gets a
/// question mark, and a note of it, if the model is surer of the beginning of its answer then: who leaves the mark out
/// means the same, but a model that has learned few questions knows them by their every token.
/// @throws Error as Generator
Generator begin_answer(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt,
                       const GenerationOptions& options);

}  // namespace glassgpt
