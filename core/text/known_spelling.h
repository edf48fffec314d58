#pragma once

#include <string>
#include <string_view>

#include "tokenizer.h"

namespace glassgpt {

/// The token of a vocabulary that somebody may have meant who wrote one that it lacks: first the same in other
/// capitals, with accents composed otherwise, with other quotes or dashes, in another width; or else, of words long
/// enough, one that differs in a letter or two, rather one that begins alike.
/// @param unknown  a piece of Tokenizer::split
/// @return empty if there is none
std::string known_spelling(const Tokenizer& tokenizer, std::string_view unknown);

}  // namespace glassgpt
