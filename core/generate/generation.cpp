#include "generation.h"

#include "../text/tokenizer_kinds.h"

namespace glassgpt {

int usual_max_tokens(const Tokenizer& tokenizer, const ModelConfig& config) {
  const int usual = GenerationOptions().max_tokens;
  return are_parts_of_words(tokenizer_choice(tokenizer.kind())) ? std::max(usual, config.max_seq_len) : usual;
}

}  // namespace glassgpt
