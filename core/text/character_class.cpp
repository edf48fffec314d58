#include "character_class.h"

#include <algorithm>
#include <iterator>

#include "ascii.h"
#include "character_ranges.h"

namespace glassgpt {

CharacterClass class_of(char32_t character) {
  if (character < 0x80) {
    const auto c = static_cast<char>(character);
    if (is_space(c)) return CharacterClass::white_space;
    if (!is_punctuation(c)) return CharacterClass::word;
    return c == '(' || c == '[' || c == '{' ? CharacterClass::opening : CharacterClass::closing;
  }
  // The last range that begins at the character or before it.
  const auto beyond = std::upper_bound(std::begin(kCharacterRanges), std::end(kCharacterRanges),
                                       static_cast<std::uint32_t>(character) << 4U | 15U);
  return beyond == std::begin(kCharacterRanges) ? CharacterClass::word
                                                : static_cast<CharacterClass>(*std::prev(beyond) & 15U);
}

}  // namespace glassgpt
