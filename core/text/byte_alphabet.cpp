#include "byte_alphabet.h"

#include "utf8.h"

namespace glassgpt {

namespace {

// The runs of bytes that Latin-1 does not show, and where each of them begins among the characters that stand for them.
constexpr char32_t kFirst = 0x100;
constexpr unsigned kLastControl = 0x20;  ///< the space, behind the control characters
constexpr unsigned kDelete = 0x7F;
constexpr unsigned kNoBreakSpace = 0xA0;
constexpr unsigned kSoftHyphen = 0xAD;
constexpr char32_t kForDelete = kFirst + kLastControl + 1;
constexpr char32_t kForSoftHyphen = kForDelete + (kNoBreakSpace - kDelete) + 1;

}  // namespace

char32_t character_of_byte(unsigned char byte) {
  if (byte <= kLastControl) return kFirst + byte;
  if (byte >= kDelete && byte <= kNoBreakSpace) return kForDelete + (byte - kDelete);
  return byte == kSoftHyphen ? kForSoftHyphen : byte;
}

std::string text_of_bytes(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const char32_t character = character_of_byte(static_cast<unsigned char>(c));
    if (character < 0x80) {
      text += static_cast<char>(character);
    } else {
      text += static_cast<char>(0xC0U | character >> 6U);
      text += static_cast<char>(0x80U | (character & 0x3FU));
    }
  }
  return text;
}

std::optional<std::string> bytes_of_text(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const Utf8Character next = first_character(text);
    char32_t byte = next.code;
    if (byte >= kFirst) {
      byte = byte < kForDelete        ? byte - kFirst
             : byte < kForSoftHyphen  ? byte - kForDelete + kDelete
             : byte == kForSoftHyphen ? kSoftHyphen
                                      : kFirst;
    }
    if (byte >= kFirst || character_of_byte(static_cast<unsigned char>(byte)) != next.code) return std::nullopt;
    bytes += static_cast<char>(byte);
    text.remove_prefix(next.size);
  }
  return bytes;
}

}  // namespace glassgpt
