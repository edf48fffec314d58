#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vocabulary_tokenizer.h"

namespace glassgpt {

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
