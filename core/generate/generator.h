#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../model/decoder.h"
#include "../model/model.h"
#include "../text/tokenizer.h"
#include "continuation.h"

namespace glassgpt {

/// Continues a prompt, token by token, until `</s>` or the maximum length.
class Generator {
 public:
  /// @param model, tokenizer  have to outlive the generator
  /// @param notes  what else a person should know about the prompt
  /// @throws Error if the prompt is not UTF-8 or an option is out of range
  Generator(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt,
            const GenerationOptions& options, std::vector<Message> notes = {});

  /// What was made of the prompt.
  [[nodiscard]] const PromptReport& prompt() const { return continuation_.prompt(); }

  /// The next token, or nothing at the end. When the context is full, the older half of it is forgotten.
  std::optional<GeneratedToken> next();

  /// By which the next token is chosen, having read what stands before it [V]. Valid until that is taken.
  std::span<const float> logits();
  /// Goes on with a token that somebody else has chosen, beyond the maximum length, too. @param id  below V
  /// @return nothing at the end, which `</s>` is
  std::optional<GeneratedToken> take(TokenId id) { return continuation_.take(id, logits()); }

  /// How sure the model was of the tokens so far.
  [[nodiscard]] const Confidence& confidence() const { return continuation_.confidence(); }

  /// Why next() returned nothing.
  [[nodiscard]] StopReason stop_reason() const { return continuation_.stop_reason(); }

 private:
  Decoder<float> decoder_;
  Continuation continuation_;
  std::span<const float> logits_;  ///< of what was read last
};

}  // namespace glassgpt
