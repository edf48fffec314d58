#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../model/model.h"
#include "../text/tokenizer.h"
#include "generator.h"

namespace glassgpt {

/// A prompt as the model reads it, and what a person should know about that.
struct ReadPrompt {
  std::string text;
  std::vector<std::string> notes;
};

/// What the model reads of a prompt. A question of chat_prompt() that came without any punctuation at its end gets a
/// question mark, and a note of it, if the model is surer of the beginning of its answer then: who leaves the mark out
/// means the same, but a model that has learned few questions knows them by their every token.
/// @throws Error if it is not UTF-8
ReadPrompt with_question_mark(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt);

/// What begins to answer a prompt, as with_question_mark() reads it. @throws Error as Generator
Generator begin_answer(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt,
                       const GenerationOptions& options);

}  // namespace glassgpt
