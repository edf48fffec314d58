#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "../model/model.h"
#include "../text/tokenizer.h"
#include "choices.h"
#include "generator.h"
#include "question_mark.h"

namespace glassgpt {

/// Continues a prompt by tokens that somebody chooses, and goes back where they choose others. What it tells follows
/// from the prompt, the tokens and the options alone, bit for bit, and not from the way there.
class ChosenContinuation {
 public:
  /// Reads the prompt as begin_answer() does. @param model, tokenizer  have to outlive it, and stay as they are
  /// @throws Error if the prompt is not UTF-8
  ChosenContinuation(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt);

  /// Goes back or on to where the prompt is followed by these tokens. What is new is read alone, if they begin with
  /// those that followed it before, and else everything.
  /// @throws Error if there is no such token, or one behind `</s>`
  void choose(std::span<const TokenId> tokens);

  /// What may follow. Whoever always chooses Choices::sampled goes the way of an answer with these options: the same
  /// tokens with the same probabilities.
  /// @param count  most of the likeliest tokens to tell of
  /// @return valid until the next call
  /// @throws Error if an option is out of range
  const Choices& choices(const SamplingOptions& sampling, int count);

 private:
  void begin();

  const Model<float>* model_;
  const Tokenizer* tokenizer_;
  ReadPrompt prompt_;
  std::optional<Generator> generator_;
  std::vector<TokenId> ids_;  ///< of the tokens chosen
  Choices choices_;           ///< of the last call; `chosen` of the same tokens, without the `</s>` at the end
};

}  // namespace glassgpt
