#include "tokenizer_kinds.h"

#include <algorithm>
#include <array>

#include "byte_pair_tokenizer.h"
#include "character_tokenizer.h"
#include "unicode_word_tokenizer.h"
#include "vocabulary_tokenizer.h"
#include "word_tokenizer.h"

namespace glassgpt {

std::span<const TokenizerKind> tokenizer_kinds() {
  static const std::array kinds = {vocabulary_kind<unicode_word_rules>(), vocabulary_kind<word_rules>(),
                                   vocabulary_kind<character_rules>(), byte_pair_kind()};
  return kinds;
}

const TokenizerKind& tokenizer_kind(TokenizerChoice choice) {
  return tokenizer_kinds()[static_cast<std::size_t>(choice)];
}

TokenizerChoice tokenizer_choice(std::string_view name) {
  return static_cast<TokenizerChoice>(find_tokenizer_kind(name) - tokenizer_kinds().data());
}

const TokenizerKind* find_tokenizer_kind(std::string_view name) {
  const std::span<const TokenizerKind> kinds = tokenizer_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const TokenizerKind& it) { return it.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace glassgpt
