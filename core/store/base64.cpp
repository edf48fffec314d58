#include "base64.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace glassgpt {

namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 64;

constexpr std::array<std::uint8_t, 256> digit_values() {
  std::array<std::uint8_t, 256> values{};
  for (std::uint8_t& value : values) value = kNoDigit;
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr std::array<std::uint8_t, 256> kDigitValues = digit_values();

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text(base64_size(bytes.size()), '=');
  char* digit = text.data();
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(bytes.size() - i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0);
    for (std::size_t k = 0; k <= count; ++k) digit[k] = kDigits[bits >> (18 - 6 * k) & 0x3FU];
    digit += 4;
  }
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  while (!text.empty()) {
    std::string_view group = text.substr(0, 4);
    text.remove_prefix(4);
    // Only the last group may be padded, by at most two.
    if (text.empty() && group[3] == '=') group.remove_suffix(group[2] == '=' ? 2 : 1);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const std::uint8_t value =
          k < group.size() ? kDigitValues[static_cast<unsigned char>(group[k])] : std::uint8_t{0};
      if (value == kNoDigit) return std::nullopt;
      bits = bits << 6 | value;
    }
    // n digits carry n - 1 bytes; the bits left over have to be zero, so that each text has one reading.
    for (std::size_t k = 0; k < 3; ++k) {
      const auto byte = static_cast<char>(bits >> (16 - 8 * k) & 0xFFU);
      if (k + 1 < group.size()) {
        bytes.push_back(byte);
      } else if (byte != 0) {
        return std::nullopt;
      }
    }
  }
  return bytes;
}

}  // namespace glassgpt
