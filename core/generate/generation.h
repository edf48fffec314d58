#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "../base/message.h"
#include "../base/option.h"
#include "../model/config.h"
#include "../text/tokenizer.h"
#include "sampling.h"

namespace glassgpt {

/// How to continue a prompt.
struct GenerationOptions {
  SamplingOptions sampling;  ///< how each token is chosen
  int max_tokens = 80;       ///< most tokens to generate
  int likeliest = 0;         ///< how many of the likeliest tokens to tell of beside each that is generated
};

/// The options of generation.
inline constexpr Option<GenerationOptions> kGenerationOptions[] = {
    option<&GenerationOptions::max_tokens>("max_tokens", "max-tokens", "Most tokens to generate",
                                           {.least = 1, .most = 100'000}),
    option<&GenerationOptions::sampling, &SamplingOptions::temperature>(
        "temperature", "temperature", "How freely to choose; 0 takes the likeliest token", {.most = 100}),
    option<&GenerationOptions::sampling, &SamplingOptions::top_k>(
        "top_k", "top-k", "Choose among the K likeliest tokens; 0 means all", {.most = kMaxVocabSize}),
    option<&GenerationOptions::sampling, &SamplingOptions::top_p>(
        "top_p", "top-p", "Choose among the likeliest tokens that together have probability P",
        {.least = 0.001, .most = 1}),
    option<&GenerationOptions::sampling, &SamplingOptions::seed>("seed", "seed", "Same seed, same choices",
                                                                 {.most = kMostSeed}),
};

/// Tokens that an answer has at most unless somebody says how many: those of new GenerationOptions, or where tokens are
/// parts of words, as many as the context.
int usual_max_tokens(const Tokenizer& tokenizer, const ModelConfig& config);

/// What was made of a prompt.
struct PromptReport {
  std::vector<std::string> tokens;   ///< as the model sees them
  std::vector<std::string> unknown;  ///< words that are not in the vocabulary, each of them `<unk>` to the model
  std::size_t tokens_cut = 0;        ///< dropped from the front, because the context is shorter
  std::vector<Message> notes;        ///< what a person should know about it, a sentence each
};

/// A token, and how likely a model took it to be.
struct LikelyToken {
  TokenId id = 0;                ///< `</s>` and `<unk>` too
  double log_probability = 0.0;  ///< natural logarithm of the probability, at temperature 1
};

/// One generated token.
struct GeneratedToken {
  TokenId id = 0;            ///< never `</s>`, which ends the text instead
  std::string text;          ///< to append to the text so far, with the space that belongs before it
  double probability = 0.0;  ///< the model's, at temperature 1
  /// The natural logarithm of that, exact even where the probability is too small for a number.
  double log_probability = 0.0;
  /// As many as were asked for, likeliest first, equal ones by id.
  std::vector<LikelyToken> likeliest;
};

/// How sure a model was of what it said.
///
/// A model answers every question, one that it was never taught too, and its words do not show the difference; the
/// probabilities that it gave them do. What the threshold misses and what it marks wrongly is measured by
/// tests/bench/recipes, and stands in docs/experiments.md.
struct Confidence {
  /// Lowest probability of a token below which an answer is a guess.
  static constexpr double kSure = 0.7;

  double lowest = 1.0;      ///< probability of a token, at temperature 1, that of the `</s>` at the end included
  double sum = 0.0;         ///< of the probabilities
  std::size_t tokens = 0;   ///< that it said, likewise
  bool knows_words = true;  ///< whether its vocabulary has every word of the prompt

  /// Takes note of a token's probability.
  void add(double probability) {
    lowest = std::min(lowest, probability);
    sum += probability;
    tokens += 1;
  }

  /// Mean probability of its tokens; 1 before the first.
  [[nodiscard]] double mean() const { return tokens > 0 ? sum / static_cast<double>(tokens) : 1; }

  /// Whether an answer is a guess: one word of it was not sure, or one of the question unknown.
  [[nodiscard]] bool is_guess() const { return lowest < kSure || !knows_words; }
};

/// Why generation ended: not yet, at `</s>`, or at the maximum length.
enum class StopReason { none, end_token, max_tokens };

}  // namespace glassgpt
