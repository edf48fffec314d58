#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace glassgpt {

/// Characters of base64 for so many bytes: four for every three of them, padded with `=`.
constexpr std::size_t base64_size(std::size_t bytes) {
  return (bytes + 2) / 3 * 4;
}

/// Bytes as base64 text (RFC 4648, section 4).
std::string base64_encode(std::string_view bytes);

/// The bytes of a base64 text. Nothing if the text is not what base64_encode writes for any bytes: another character,
/// padding in the wrong place, or bits that are set beyond the last byte.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace glassgpt
