#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace glassgpt {

// Bytes as visible characters, as GPT-2 writes them (Radford et al., 2019, `bytes_to_unicode`): those that Latin-1
// shows stand for themselves, the other 68 are the characters from U+0100 on, in order. So a space is Ġ.

/// The code point that stands for a byte.
char32_t character_of_byte(unsigned char byte);

/// Bytes as text.
std::string text_of_bytes(std::string_view bytes);

/// The reverse. @return nothing unless each character stands for a byte
/// @param text  well-formed UTF-8
std::optional<std::string> bytes_of_text(std::string_view text);

}  // namespace glassgpt
