#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace glassgpt {

/// Appends a number's bytes, lowest first, whatever the machine's own order.
template <std::unsigned_integral Number>
void append_little_endian(std::string& bytes, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) bytes.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
}

/// The number that the first bytes are, lowest first. @param bytes  at least sizeof(Number)
template <std::unsigned_integral Number>
Number load_little_endian(std::string_view bytes) {
  Number value = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    value = static_cast<Number>(value | static_cast<Number>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  }
  return value;
}

/// Appends floats as IEEE 754 binary32, 4 bytes each, lowest first.
inline void append_floats(std::string& bytes, std::span<const float> values) {
  if (values.empty()) return;  // memcpy takes no null pointer, even for nothing
  if constexpr (std::endian::native == std::endian::little) {
    const std::size_t size = bytes.size();
    bytes.resize(size + values.size_bytes());
    std::memcpy(bytes.data() + size, values.data(), values.size_bytes());
    return;
  }
  for (const float value : values) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    append_little_endian(bytes, bits);
  }
}

/// Fills `values` from the first bytes, the reverse of append_floats. @param bytes  at least 4 a value
inline void load_floats(std::span<float> values, std::string_view bytes) {
  for (float& value : values) {
    const auto bits = load_little_endian<std::uint32_t>(bytes);
    std::memcpy(&value, &bits, sizeof value);
    bytes.remove_prefix(sizeof bits);
  }
}

static_assert(std::numeric_limits<float>::is_iec559 && sizeof(float) == sizeof(std::uint32_t));

}  // namespace glassgpt
