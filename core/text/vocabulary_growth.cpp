#include "vocabulary_growth.h"

#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "tokenizer_kinds.h"

namespace glassgpt {

bool can_grow(const Tokenizer& tokenizer) {
  return tokenizer.fields().size() == 1;
}

VocabularyGrowth grow(std::shared_ptr<const Tokenizer> tokenizer, const Tokenizer& wanted, std::size_t max_size) {
  VocabularyGrowth growth;
  std::vector<std::string> tokens = tokenizer->tokens();
  const std::unordered_set<std::string_view> known(tokenizer->tokens().begin(), tokenizer->tokens().end());
  for (const std::string& token : wanted.tokens()) {
    if (known.contains(token)) continue;
    if (tokens.size() < max_size) {
      tokens.push_back(token);
      growth.added += 1;
    } else {
      growth.dropped += 1;
    }
  }
  growth.tokenizer = growth.added == 0 ? std::move(tokenizer)
                                       : find_tokenizer_kind(wanted.kind())->read({std::move(tokens)}, "vocabulary");
  return growth;
}

}  // namespace glassgpt
