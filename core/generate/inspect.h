#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../model/model.h"
#include "../text/tokenizer.h"

namespace glassgpt {

/// A token with its probability.
struct TokenProbability {
  TokenId id = 0;            ///< in the vocabulary
  std::string token;         ///< in words
  double probability = 0.0;  ///< at temperature 1
};

/// What the model does with a prompt.
struct Inspection {
  std::vector<std::string> tokens;     ///< [T], as the model sees them
  std::vector<std::string> unknown;    ///< words that are not in the vocabulary
  std::vector<TokenProbability> next;  ///< likeliest first
  int num_layers = 0;                  ///< of the model
  int num_heads = 0;                   ///< of each layer
  std::vector<float> attention;  ///< [num_layers, num_heads, T, T]: how much the row's token looks at the column's
};

/// Runs the model over the prompt once and keeps what it did.
/// @param top  how many of the next tokens to list, at least 1
/// @throws Error if the prompt has no token or more than max_seq_len, or is not UTF-8, or top is below 1
Inspection inspect(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt, int top);

}  // namespace glassgpt
