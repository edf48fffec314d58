#pragma once

#include <cstddef>

namespace glassgpt {

/// How much a dataset is to a tokenizer and a context of max_seq_len tokens.
struct TokenCounts {
  std::size_t examples = 0;          ///< in all, the pieces of longer texts among them
  std::size_t questions = 0;         ///< of those, prompts with answers
  std::size_t tokens = 0;            ///< of all examples, `</s>` and what is cut off included
  std::size_t predicted_tokens = 0;  ///< of those, the ones that a pass over the data predicts
  std::size_t answer_tokens = 0;     ///< of those, the ones of answers, and of texts without a prompt
  std::size_t unknown_tokens = 0;    ///< that became `<unk>`
  std::size_t texts_cut = 0;         ///< texts longer than max_seq_len + 1 tokens, which became several examples
  std::size_t pieces = 0;            ///< those examples
  std::size_t examples_cut = 0;      ///< prompts with answers longer than max_seq_len + 1 tokens
  std::size_t tokens_cut = 0;        ///< dropped from their ends
  std::size_t context_needed = 0;    ///< max_seq_len with which none of them would lose anything; 0 if none does
};

/// How much a phase's data is.
struct PhaseTokenCounts {
  TokenCounts training;    ///< what is trained on
  TokenCounts validation;  ///< what is measured at the end of every epoch
};

}  // namespace glassgpt
