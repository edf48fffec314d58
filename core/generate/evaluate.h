#pragma once

#include <cstddef>

#include "../text/dataset.h"
#include "../text/tokenizer.h"

namespace glassgpt {

template <typename Real>
struct Model;

/// Loss and answers over a dataset.
struct EvalResult {
  double loss = 0.0;             ///< mean over all predicted tokens, in nats
  double answer_loss = 0.0;      ///< mean over those of the answers, and of texts without a prompt
  double perplexity = 0.0;       ///< exp(loss)
  double accuracy = 0.0;         ///< share of the tokens that the model held for likeliest
  std::size_t tokens = 0;        ///< predicted
  std::size_t unknown = 0;       ///< tokens of the dataset that became `<unk>`
  std::size_t examples_cut = 0;  ///< examples longer than max_seq_len + 1 tokens
  std::size_t chats = 0;         ///< prompts with answers
  std::size_t exact = 0;         ///< of those, answers reproduced greedily, word for word
};

/// Measures a model on a dataset: loss over all its tokens, and greedy answers to its prompts.
/// @throws Error if the dataset has no example
EvalResult evaluate(const Model<float>& model, const Tokenizer& tokenizer, const Dataset& dataset);

}  // namespace glassgpt
