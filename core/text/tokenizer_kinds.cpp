#include "tokenizer_kinds.h"

#include <algorithm>
#include <array>

#include "word_tokenizer.h"

namespace glassgpt {

std::span<const TokenizerKind> tokenizer_kinds() {
  static const std::array kinds = {word_tokenizer_kind()};
  return kinds;
}

const TokenizerKind* find_tokenizer_kind(std::string_view name) {
  const std::span<const TokenizerKind> kinds = tokenizer_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const TokenizerKind& it) { return it.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace glassgpt
