#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace glassgpt {

/// Where the first sequence begins that is not well-formed UTF-8, if there is one: overlong forms, surrogates, code
/// points beyond U+10FFFF and sequences broken off are none (The Unicode Standard, table 3-7).
/// @return offset in bytes, from 0
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Throws Error that names the byte, unless the text is well-formed UTF-8. @param where  what it names as the place
void check_well_formed(std::string_view text, std::string_view where);

/// A character of a text.
struct Utf8Character {
  char32_t code = 0;     ///< its code point
  std::size_t size = 0;  ///< in bytes
};

/// Of a text that begins with one beyond ASCII. @param text  well-formed UTF-8
Utf8Character first_beyond_ascii(std::string_view text);

/// @param text  well-formed UTF-8, not empty
inline Utf8Character first_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return {.code = first, .size = 1};
  return first_beyond_ascii(text);
}

/// A place in a file as an editor shows it, both from 1. Lines end in LF, CR LF or CR alone.
struct TextPlace {
  std::size_t line = 1;  ///< of the file
  std::size_t byte = 1;  ///< of the line
};

/// @param offset  in bytes, from 0 to the length of the text
TextPlace place_at(std::string_view text, std::size_t offset);

/// The place behind a text. @param begin  where it begins
TextPlace place_after(TextPlace begin, std::string_view text);

/// At most so many bytes of a text, from its beginning, without cutting a character. @param text  well-formed UTF-8
std::string_view beginning_of(std::string_view text, std::size_t most);

/// Text in double quotes for a message: cut when it is long, control characters as `\xNN`.
/// @param text  well-formed UTF-8
std::string in_quotes(std::string_view text);

}  // namespace glassgpt
