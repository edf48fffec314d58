#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace glassgpt {

/// SHA-256 of bytes that come in parts (FIPS 180-4, section 6.2).
class Sha256 {
 public:
  /// The next bytes.
  Sha256& add(std::string_view bytes);

  /// The digest of all of them, 64 lower-case hexadecimal digits. Nothing can be added after it.
  [[nodiscard]] std::string hex();

 private:
  static constexpr std::size_t kBlockBytes = 64;

  void add_block(const char* block);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::string rest_;        ///< bytes that are no whole block yet
  std::uint64_t size_ = 0;  ///< bytes added
};

/// That of bytes which are all there.
inline std::string sha256_hex(std::string_view bytes) {
  return Sha256().add(bytes).hex();
}

}  // namespace glassgpt
