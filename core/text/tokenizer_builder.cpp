#include "tokenizer_builder.h"

namespace glassgpt {

void TokenizerBuilder::join(const TokenizerBuilder& other) {
  for (const auto& [piece, count] : other.counts_.all()) counts_.add(piece, count);
}

}  // namespace glassgpt
