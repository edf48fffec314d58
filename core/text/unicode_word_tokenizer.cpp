#include "unicode_word_tokenizer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>

#include "ascii.h"
#include "character_class.h"
#include "normalization.h"
#include "special_segments.h"
#include "unicode_word_detokenizer.h"
#include "utf8.h"

namespace glassgpt {

namespace {

/// What makes a keycap of a digit, after an optional variation selector.
constexpr std::string_view kKeycap = "\u20E3";
constexpr std::string_view kEmojiStyle = "\uFE0F";

/// Bytes of the special token that a text begins with, if white space or the end follows.
std::size_t lone_special_size(std::string_view text) {
  const std::size_t size = special_size(text);
  if (size == 0) return 0;
  const bool ends =
      size == text.size() || class_of(first_character(text.substr(size)).code) == CharacterClass::white_space;
  return ends ? size : 0;
}

bool begins_with_keycap(std::string_view text) {
  if (!is_digit(text.front()) || text.size() == 1 || static_cast<unsigned char>(text[1]) < 0x80) return false;
  text.remove_prefix(1);
  if (text.starts_with(kEmojiStyle)) text.remove_prefix(kEmojiStyle.size());
  return text.starts_with(kKeycap);
}

bool begins_with_lone(std::string_view text, CharacterClass its) {
  return stands_alone(its) || begins_with_keycap(text);
}

/// Of each ASCII character, whether it is a letter, which nothing that follows makes part of another token.
constexpr std::array<bool, 128> kLetters = [] {
  std::array<bool, 128> letters = {};
  for (unsigned char c = 'a'; c <= 'z'; ++c) letters[c] = true;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) letters[c] = true;
  return letters;
}();

/// Bytes of the word that a text begins with.
std::size_t word_size(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size()) {
    // Most of most texts, which is quicker.
    const auto byte = static_cast<unsigned char>(text[size]);
    if (byte < kLetters.size() && kLetters[byte]) {
      ++size;
      continue;
    }
    const std::string_view rest = text.substr(size);
    const Utf8Character next = first_character(rest);
    const CharacterClass its = class_of(next.code);
    if (its == CharacterClass::white_space || begins_with_lone(rest, its)) break;
    size += next.size;
  }
  return size;
}

/// As the word rules have it, of the first character.
bool begins_with_punctuation(std::string_view token) {
  return !is_special_token(token) && !begins_with_keycap(token) &&
         is_punctuation(class_of(first_character(token).code));
}

}  // namespace

std::size_t character_size(std::string_view text) {
  Utf8Character last = first_character(text);
  std::size_t size = last.size;
  bool may_be_flag = is_regional_indicator(last.code);
  while (size < text.size()) {
    const Utf8Character next = first_character(text.substr(size));
    const CharacterClass its = class_of(next.code);
    const bool belongs = its == CharacterClass::mark || (may_be_flag && is_regional_indicator(next.code)) ||
                         (last.code == kZeroWidthJoiner && its == CharacterClass::symbol);
    if (!belongs) break;
    may_be_flag = false;
    size += next.size;
    last = next;
  }
  return size;
}

std::vector<std::string_view> split_unicode_words(std::string_view text) {
  std::vector<std::string_view> pieces;
  pieces.reserve(text.size() / 4);
  bool after_space = true;
  while (!text.empty()) {
    const Utf8Character next = first_character(text);
    const CharacterClass its = class_of(next.code);
    std::size_t size = next.size;
    if (its != CharacterClass::white_space) {
      size = after_space ? lone_special_size(text) : 0;
      if (size == 0) size = begins_with_lone(text, its) ? character_size(text) : word_size(text);
      pieces.push_back(text.substr(0, size));
    }
    after_space = its == CharacterClass::white_space;
    text.remove_prefix(size);
  }
  return pieces;
}

const PieceRules& unicode_word_rules() {
  static constexpr PieceRules rules = {
      .kind = "unicode-word",
      .are_words = true,
      .pieces = [](std::string_view text,
                   std::string& storage) { return split_unicode_words(normalized(text, storage)); },
      .detokenizer = []() -> std::unique_ptr<Detokenizer> { return std::make_unique<UnicodeWordDetokenizer>(); },
      .is_punctuation = begins_with_punctuation,
      .token_is = words::unicode_piece};
  return rules;
}

}  // namespace glassgpt
