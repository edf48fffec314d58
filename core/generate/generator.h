#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "../model/decoder.h"
#include "../model/model.h"
#include "../text/tokenizer.h"
#include "generation.h"
#include "sampling.h"

namespace glassgpt {

/// Continues a prompt, token by token, until `</s>` or the maximum length.
class Generator {
 public:
  /// @param model, tokenizer  have to outlive the generator
  /// @param notes  what else a person should know about the prompt
  /// @throws Error if the prompt is not UTF-8 or an option is out of range
  Generator(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt,
            const GenerationOptions& options, std::vector<std::string> notes = {});

  /// What was made of the prompt.
  [[nodiscard]] const PromptReport& prompt() const { return report_; }

  /// The next token, or nothing at the end. When the context is full, the older half of it is forgotten.
  std::optional<GeneratedToken> next();

  /// How sure the model was of the tokens so far.
  [[nodiscard]] const Confidence& confidence() const { return confidence_; }

  /// Why next() returned nothing.
  [[nodiscard]] StopReason stop_reason() const { return stop_; }

 private:
  void read_prompt(std::string_view prompt);

  const Tokenizer* tokenizer_;
  Decoder<float> decoder_;
  Sampler sampler_;
  std::unique_ptr<Detokenizer> detokenizer_;
  PromptReport report_;
  Confidence confidence_;
  std::vector<TokenId> context_;  ///< what the model looks at; its last `unread_` tokens are not in the cache yet
  std::size_t unread_ = 0;
  int remaining_;
  StopReason stop_ = StopReason::none;
};

}  // namespace glassgpt
