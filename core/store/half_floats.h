#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace glassgpt {

/// The number that 16 bits of a bfloat16 are, exactly: the upper half of a float's.
float widen_bfloat16(std::uint16_t bits);

/// Likewise IEEE 754 binary16: 1 bit for the sign, 5 for the exponent, 10 for the fraction.
float widen_float16(std::uint16_t bits);

/// A type of a tensor's elements, as safetensors names it, and how they are read.
struct ElementType {
  std::string_view name;  ///< such as `F32`
  std::size_t size = 0;   ///< bytes of an element
  /// Fills `values` from the first bytes, lowest first. @param bytes  at least `size` a value
  void (*load)(std::span<float> values, std::string_view bytes);
};

/// Those that can be read without loss.
std::span<const ElementType> element_types();

}  // namespace glassgpt
