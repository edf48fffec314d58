#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "../text/tokenizer.h"
#include "sampling.h"

namespace glassgpt {

/// How to continue a prompt.
struct GenerationOptions {
  SamplingOptions sampling;  ///< how each token is chosen
  int max_tokens = 80;       ///< most tokens to generate
};

/// What was made of a prompt.
struct PromptReport {
  std::vector<std::string> tokens;   ///< as the model sees them
  std::vector<std::string> unknown;  ///< words that are not in the vocabulary, each of them `<unk>` to the model
  std::size_t tokens_cut = 0;        ///< dropped from the front, because the context is shorter
  std::vector<std::string> notes;    ///< what a person should know about it, a sentence each
};

/// One generated token.
struct GeneratedToken {
  TokenId id = 0;            ///< never `</s>`, which ends the text instead
  std::string text;          ///< to append to the text so far, with the space that belongs before it
  double probability = 0.0;  ///< the model's, at temperature 1
};

/// Why generation ended: not yet, at `</s>`, or at the maximum length.
enum class StopReason { none, end_token, max_tokens };

}  // namespace glassgpt
