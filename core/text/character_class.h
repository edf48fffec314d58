#pragma once

#include <array>
#include <cstdint>

#include "ascii.h"

namespace glassgpt {

/// What a character is to a tokenizer, by its properties in The Unicode Standard. Their numbers are those of
/// character_ranges.h.
enum class CharacterClass : std::uint8_t {
  word,          ///< part of a word: letters and digits of scripts with spaces, and whatever is nothing else
  white_space,   ///< property White_Space, and the zero width space
  invisible,     ///< shows nothing and separates nothing: soft hyphen, byte order mark, marks of direction
  mark,          ///< belongs to the character before it: accents, vowel signs, joiners, variation selectors, skin tones
  unstable,      ///< becomes another character in normalization form C, or part of the one before it; else a letter
  symbol,        ///< general category S, emoji
  spaceless,     ///< of a script written without spaces between words, or between its syllables; no digit
  opening,       ///< punctuation that is written close to what follows
  closing,       ///< all other punctuation
  wide_opening,  ///< such punctuation of scripts without spaces, full-width forms included
  wide_closing,
};

/// The classes of ASCII, which is most of most texts.
inline constexpr std::array<CharacterClass, 128> kAsciiClasses = [] {
  std::array<CharacterClass, 128> classes = {};
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const auto c = static_cast<char>(i);
    const bool opens = c == '(' || c == '[' || c == '{';
    classes[i] = is_space(c)          ? CharacterClass::white_space
                 : !is_punctuation(c) ? CharacterClass::word
                 : opens              ? CharacterClass::opening
                                      : CharacterClass::closing;
  }
  return classes;
}();

/// The class of a character beyond ASCII.
CharacterClass class_beyond_ascii(char32_t character);

/// The class of a character.
inline CharacterClass class_of(char32_t character) {
  return character < kAsciiClasses.size() ? kAsciiClasses[character] : class_beyond_ascii(character);
}

/// Whether characters of the class are tokens of their own, with the marks that follow.
constexpr bool stands_alone(CharacterClass its) {
  return its >= CharacterClass::symbol;
}

/// Whether it is punctuation. ASCII's symbols count as such.
constexpr bool is_punctuation(CharacterClass its) {
  return its >= CharacterClass::opening;
}

/// Whether it is one of the letters that flags are made of, two at a time.
constexpr bool is_regional_indicator(char32_t character) {
  return character >= 0x1F1E6 && character <= 0x1F1FF;
}

/// Joins emoji to one.
inline constexpr char32_t kZeroWidthJoiner = 0x200D;

}  // namespace glassgpt
