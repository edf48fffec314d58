#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vocabulary_tokenizer.h"

namespace glassgpt {

/// Bytes of the character that a text begins with, as people see it: with the marks that follow, and all of an emoji.
/// @param text  as normalized() has it, not empty
std::size_t character_size(std::string_view text);

/// Splits text into words as people see them, by the classes of character_class.h: at white space, and with tokens of
/// their own for
///
/// - each punctuation character and symbol,
/// - each character of a script written without spaces,
/// - each emoji, however many characters it is made of: flags, skin tones, families, keycaps,
///
/// with the marks that follow them; `</s>` and `<unk>` standing between white space stay whole. Case is kept.
///
/// @param text  as normalized() has it; the pieces returned point into it
std::vector<std::string_view> split_unicode_words(std::string_view text);

/// The rules of the kind `unicode-word`, that of new models: text is normalized() first, and then split so.
const PieceRules& unicode_word_rules();

}  // namespace glassgpt
