#include "utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

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
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::size_t i = 0;
  while (i < text.size()) {
    // Most of most texts is ASCII: eight characters at once.
    std::uint64_t eight = high_bits;
    if (text.size() - i >= sizeof eight) std::memcpy(&eight, text.data() + i, sizeof eight);
    if ((eight & high_bits) == 0) {
      i += sizeof eight;
      continue;
    }
    const std::size_t length = sequence_length(text, i);
    if (length == 0) return i;
    i += length;
  }
  return std::nullopt;
}

void check_well_formed(std::string_view text, std::string_view where) {
  const auto offset = find_invalid_utf8(text);
  if (!offset) return;
  throw Error(where, {words::not_utf8, {{"byte", *offset + 1}}}, words::encode_as_utf8);
}

Utf8Character first_beyond_ascii(std::string_view text) {
  const unsigned char lead = byte_at(text, 0);
  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t code = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) code = code << 6U | (byte_at(text, i) & 0x3FU);
  return {.code = code, .size = size};
}

TextPlace place_at(std::string_view text, std::size_t offset) {
  TextPlace place;
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < offset; ++i) {
    if (text[i] != '\n' && (text[i] != '\r' || text.substr(i + 1, 1) == "\n")) continue;
    ++place.line;
    line_start = i + 1;
  }
  place.byte += offset - line_start;
  return place;
}

TextPlace place_after(TextPlace begin, std::string_view text) {
  TextPlace place = begin;
  if (text.find('\r') == std::string_view::npos) {
    // Most of most files, which is quicker.
    place.line += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    const std::size_t last = text.rfind('\n');
    place.byte = last == std::string_view::npos ? begin.byte + text.size() : text.size() - last;
    return place;
  }
  const TextPlace within = place_at(text, text.size());
  place.line += within.line - 1;
  place.byte = within.line == 1 ? begin.byte + within.byte - 1 : within.byte;
  return place;
}

std::string_view beginning_of(std::string_view text, std::size_t most) {
  std::size_t size = std::min(text.size(), most);
  while (size < text.size() && is_continuation(byte_at(text, size))) --size;
  return text.substr(0, size);
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 40;
  constexpr std::string_view hex_digits = "0123456789ABCDEF";
  const std::string_view shown = beginning_of(text, longest);
  std::string result = "\"";
  for (const char c : shown) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      result += {'\\', 'x', hex_digits[byte / 16U], hex_digits[byte % 16U]};
    } else {
      result += c;
    }
  }
  return result + (shown.size() < text.size() ? "…\"" : "\"");
}

}  // namespace glassgpt
