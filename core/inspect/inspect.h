#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../text/tokenizer.h"

namespace glassgpt {

template <typename Real>
struct Model;

/// A token with its probability.
struct TokenProbability {
  TokenId id = 0;            ///< in the vocabulary
  std::string token;         ///< in words
  double probability = 0.0;  ///< at temperature 1
};

/// The largest of the probabilities of a vocabulary's tokens, first of equal ones first.
std::vector<TokenProbability> likeliest(std::span<const float> probabilities, const Tokenizer& tokenizer, int top);

/// How large the numbers are that a part of the model puts out.
struct ActivationSize {
  /// `embedded`; of each block i `blocks.i.attention` and `.ffn`, before they are added to what goes round them, and
  /// `.norm1` and `.norm2`; `logits`
  std::string name;
  double rms = 0.0;  ///< root mean square over all positions
};

/// What the model does with a prompt of T tokens.
struct Inspection {
  std::vector<std::string> tokens;                       ///< [T], as the model sees them
  std::vector<std::string> words;                        ///< [T], as they stand in the prompt
  std::vector<TokenId> ids;                              ///< [T]
  std::vector<std::string> unknown;                      ///< words that are not in the vocabulary
  std::vector<TokenProbability> next;                    ///< expected after the last position, likeliest first
  std::vector<std::vector<TokenProbability>> positions;  ///< [T]: expected after each position, likeliest first
  std::vector<float> followed;              ///< [T - 1]: given after position i to the token that does follow
  std::vector<ActivationSize> activations;  ///< in the order of the forward pass
  int num_layers = 0;                       ///< of the model
  int num_heads = 0;                        ///< of each layer
  std::vector<float> attention;  ///< [num_layers, num_heads, T, T]: how much the row's token looks at the column's
};

/// Runs the model over the prompt once and keeps what it did.
/// @param top  how many tokens to list after each position, at least 1
/// @throws Error if the prompt has no token or more than max_seq_len, or is not UTF-8, or top is below 1
Inspection inspect(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt, int top);

}  // namespace glassgpt
