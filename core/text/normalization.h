#pragma once

#include <string>
#include <string_view>

namespace glassgpt {

/// Text in normalization form C (The Unicode Standard, annex 15): letters with their accents are one character each
/// wherever there is one. It is the same on every platform for all characters of the tables of character_class.h.
/// @param text  well-formed UTF-8
std::string to_nfc(std::string_view text);

/// What words that differ in capitals or in the width of their characters have in common: form KC, in lower case. For
/// messages only, because platforms differ in rare characters.
/// @param text  well-formed UTF-8
std::string to_lower_case(std::string_view text);

/// A text as the tokenizers of today's kinds read it: in form C, without invisible characters. Most text is so anyway
/// and is not copied.
/// @param text     well-formed UTF-8
/// @param storage  keeps the text returned if it is another
std::string_view normalized(std::string_view text, std::string& storage);

}  // namespace glassgpt
