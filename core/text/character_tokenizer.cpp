#include "character_tokenizer.h"

#include <memory>

#include "character_class.h"
#include "normalization.h"
#include "special_segments.h"
#include "unicode_word_tokenizer.h"
#include "utf8.h"

namespace glassgpt {

namespace {

std::vector<std::string_view> characters_of(std::string_view text) {
  std::vector<std::string_view> pieces;
  for (Segment segment : split_at_special_tokens(text)) {
    while (!segment.text.empty()) {
      const std::size_t size = segment.is_special ? segment.text.size() : character_size(segment.text);
      pieces.push_back(segment.text.substr(0, size));
      segment.text.remove_prefix(size);
    }
  }
  return pieces;
}

bool separates_words(std::string_view token) {
  const CharacterClass its = class_of(first_character(token).code);
  return !is_special_token(token) && (is_punctuation(its) || its == CharacterClass::white_space);
}

}  // namespace

const PieceRules& character_rules() {
  static constexpr PieceRules rules = {
      .kind = "character",
      .are_words = false,
      .pieces = [](std::string_view text, std::string& storage) { return characters_of(normalized(text, storage)); },
      .detokenizer = []() -> std::unique_ptr<Detokenizer> { return std::make_unique<SegmentDetokenizer>(); },
      .is_punctuation = separates_words,
      .token_is = words::one_character};
  return rules;
}

}  // namespace glassgpt
