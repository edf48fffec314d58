#include "utf8.h"

#include <algorithm>

#include "../base/error.h"

namespace glassgpt {

namespace {

unsigned char byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0U) == 0x80U;
}

/// Bytes of the well-formed sequence at offset i, or 0 if there is none. The second byte's range depends on the first:
/// that is what rules out overlong forms (E0, F0), surrogates (ED) and what lies beyond U+10FFFF (F4).
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const unsigned char lead = byte_at(text, i);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() - i < length) return 0;
  const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  const unsigned char second = byte_at(text, i + 1);
  if (second < least || second > most) return 0;
  for (std::size_t k = 2; k < length; ++k) {
    if (!is_continuation(byte_at(text, i + k))) return 0;
  }
  return length;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t length = sequence_length(text, i);
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

void check_well_formed(std::string_view text, std::string_view where) {
  const auto offset = find_invalid_utf8(text);
  if (!offset) return;
  throw Error(where, "the text is not valid UTF-8 at byte " + std::to_string(*offset + 1), "encode it as UTF-8");
}

TextPlace place_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  TextPlace place;
  place.line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  place.byte += newline == std::string_view::npos ? before.size() : before.size() - newline - 1;
  return place;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 40;
  constexpr std::string_view hex_digits = "0123456789ABCDEF";
  std::size_t shown = std::min(text.size(), longest);
  while (shown < text.size() && is_continuation(byte_at(text, shown))) --shown;
  std::string result = "\"";
  for (const char c : text.substr(0, shown)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      result += {'\\', 'x', hex_digits[byte / 16U], hex_digits[byte % 16U]};
    } else {
      result += c;
    }
  }
  return result + (shown < text.size() ? "…\"" : "\"");
}

}  // namespace glassgpt
