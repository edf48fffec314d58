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
  std::vector<Message> notes;
};

/// Decides how the model reads a prompt. A question of chat_prompt() that came without any punctuation at its end gets
/// a question mark, and a note of it, if the model is surer of the beginning of its answer then: who leaves the mark
/// out means the same, but a model that has learned few questions knows them by their every token.
///
/// What the model makes of the prompt in either form is for others to find out: a server does it beside all else.
class QuestionReading {
 public:
  /// @throws Error if the prompt is not UTF-8
  QuestionReading(const Tokenizer& tokenizer, std::string_view prompt);

  /// A prompt of which is to be known how sure the model is of its answer; null once there is a result.
  [[nodiscard]] const std::string* trial() const;
  /// How that answer is generated.
  [[nodiscard]] static GenerationOptions trial_options();
  /// Takes note of how sure the model was of it.
  void take(const Confidence& confidence);

  /// What the model reads.
  [[nodiscard]] ReadPrompt result() const;

 private:
  enum class Next { as_it_is, marked, none };

  std::string as_it_is_;
  std::string marked_;     ///< the prompt with the mark
  std::string_view mark_;  ///< that may be missing; empty if none is
  Next next_ = Next::none;
  double sureness_ = 0;  ///< of the answer to the prompt as it is
  bool is_marked_ = false;
};

/// What the model reads of a prompt, as QuestionReading finds it. @throws Error if it is not UTF-8
ReadPrompt read_prompt(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt);

/// What begins to answer a prompt, so read. @throws Error as Generator
Generator begin_answer(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt,
                       const GenerationOptions& options);

}  // namespace glassgpt
