#include "character_class.h"

#include <algorithm>
#include <iterator>

#include "character_ranges.h"

namespace glassgpt {

CharacterClass class_beyond_ascii(char32_t character) {
  // The last range that begins at the character or before it.
  const auto beyond = std::upper_bound(std::begin(kCharacterRanges), std::end(kCharacterRanges),
                                       static_cast<std::uint32_t>(character) << 4U | 15U);
  return beyond == std::begin(kCharacterRanges) ? CharacterClass::word
                                                : static_cast<CharacterClass>(*std::prev(beyond) & 15U);
}

}  // namespace glassgpt
