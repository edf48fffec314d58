#pragma once

#include <string_view>
#include <vector>

#include "vocabulary_tokenizer.h"

namespace glassgpt {

/// The rules of the kind `character`: of a text as normalized() has it, each character is a token, white space
/// included, with the marks that follow it; so is each emoji, however many characters it is made of. `</s>` and `<unk>`
/// stay whole wherever they stand, and one space beside them belongs to them.
const PieceRules& character_rules();

}  // namespace glassgpt
