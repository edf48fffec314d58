#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <ios>
#include <span>
#include <sstream>
#include <string_view>

namespace glassgpt::testing {

/// FNV-1a, 64 bits, of bytes and of the bits of numbers, lowest byte first. NaN is NaN, whatever its bits.
class Fnv1a {
 public:
  Fnv1a& add(std::string_view bytes) {
    for (const char byte : bytes) add_byte(static_cast<unsigned char>(byte));
    return *this;
  }
  Fnv1a& add(std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) add_byte(value >> shift & 0xFFU);
    return *this;
  }
  Fnv1a& add(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return add(bits);
  }
  Fnv1a& add(std::span<const float> values) {
    for (const float value : values) {
      std::uint32_t bits = 0x7FC00000U;
      if (!std::isnan(value)) std::memcpy(&bits, &value, sizeof bits);
      for (unsigned shift = 0; shift < 32; shift += 8) add_byte(bits >> shift & 0xFFU);
    }
    return *this;
  }

  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void add_byte(std::uint64_t byte) { value_ = (value_ ^ byte) * 0x100000001b3U; }

  std::uint64_t value_ = 0xcbf29ce484222325U;
};

/// What was recorded of one run: the order in which sums are taken, and with it the last bits, depend on the width of
/// the processor's registers and on whether it multiplies and adds without rounding in between.
struct Golden {
  std::uint64_t fused;  ///< x86-64-v3: 256-bit registers, fused multiply-add
  std::uint64_t plain;  ///< WebAssembly, and x86-64 without -march: 128-bit registers, every operation rounded
};

/// Whether a hash is the one recorded for the way in which the core was compiled.
inline ::testing::AssertionResult is_golden(const Fnv1a& hash, const Golden& golden) {
  const std::string_view march = GLASSGPT_TESTED_MARCH;
#if defined(__wasm__) || defined(__x86_64__)
  const bool known = march.empty() || march == "x86-64-v3";
#else
  const bool known = false;
#endif
  if (known && hash.value() == (march.empty() ? golden.plain : golden.fused)) return ::testing::AssertionSuccess();
  std::ostringstream found;
  found << "found 0x" << std::hex << hash.value() << "U, of the kind ";
  if (!known) return ::testing::AssertionFailure() << found.str() << "of another processor, of which none is recorded";
  return ::testing::AssertionFailure() << found.str() << (march.empty() ? "`plain`" : "`fused`");
}

}  // namespace glassgpt::testing
