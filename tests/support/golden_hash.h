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

/// The hash of one result in each kind of build. In which order sums are taken, and whether a product is rounded before
/// it is added to something, decides the last bits.
struct GoldenHash {
  std::uint64_t fused;  ///< GCC for x86-64-v3, optimised: 256-bit registers, and fused multiply-add where it sees one
  std::uint64_t sanitized;  ///< Clang for x86-64-v3, with sanitizers
  std::uint64_t plain;      ///< WebAssembly: 128-bit registers, and every operation rounded

  /// That of this build; null if there is none.
  [[nodiscard]] const std::uint64_t* of_this_build() const {
    constexpr std::string_view kKind = GLASSGPT_BUILD_KIND;
    if (kKind == "fused") return &fused;
    if (kKind == "sanitized") return &sanitized;
    return kKind == "plain" ? &plain : nullptr;
  }
};

/// Whether hashes of this kind of build are recorded.
inline bool recorded() {
  return GoldenHash{}.of_this_build() != nullptr;
}

/// Whether a hash is the one recorded.
inline ::testing::AssertionResult is_golden(const Fnv1a& hash, const GoldenHash& golden) {
  if (recorded() && hash.value() == *golden.of_this_build()) return ::testing::AssertionSuccess();
  std::ostringstream found;
  found << "found 0x" << std::hex << hash.value() << "U, of the kind `" << GLASSGPT_BUILD_KIND << '`';
  return ::testing::AssertionFailure() << found.str();
}

}  // namespace glassgpt::testing
