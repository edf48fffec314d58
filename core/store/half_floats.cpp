#include "half_floats.h"

#include <array>
#include <cstring>

#include "little_endian.h"

namespace glassgpt {

namespace {

/// The number with these bits; std::bit_cast is not in all libraries yet.
float float_of(std::uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

template <float (*Widen)(std::uint16_t)>
void load_widened(std::span<float> values, std::string_view bytes) {
  for (float& value : values) {
    value = Widen(load_little_endian<std::uint16_t>(bytes));
    bytes.remove_prefix(sizeof(std::uint16_t));
  }
}

}  // namespace

float widen_bfloat16(std::uint16_t bits) {
  return float_of(std::uint32_t{bits} << 16U);
}

float widen_float16(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16U;
  const std::uint32_t exponent = (bits >> 10U) & 0x1FU;
  const std::uint32_t fraction = bits & 0x3FFU;
  if (exponent == 0) {  // subnormal: so many times 2^-24
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return sign == 0 ? magnitude : -magnitude;
  }
  // The exponents count from -15 and from -127; the largest one is that of infinity and NaN.
  const std::uint32_t wide = exponent == 0x1FU ? 0xFFU : exponent + (127 - 15);
  return float_of(sign | wide << 23U | fraction << 13U);
}

std::span<const ElementType> element_types() {
  static constexpr std::array<ElementType, 3> types = {{
      {.name = "F32", .size = 4, .load = load_floats},
      {.name = "F16", .size = 2, .load = load_widened<widen_float16>},
      {.name = "BF16", .size = 2, .load = load_widened<widen_bfloat16>},
  }};
  return types;
}

}  // namespace glassgpt
