#include "core/base/sha256.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace glassgpt {
namespace {

// The examples of FIPS 180-2, appendix B, and the digest of nothing (NIST's CAVP, SHA256ShortMsg.rsp).
TEST(Sha256, ExamplesOfTheStandard) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PartsMakeTheSameAsTheWhole) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += static_cast<char>(i * i % 251);
  for (const std::size_t size : {1U, 7U, 55U, 63U, 64U, 65U, 128U, 299U}) {
    Sha256 digest;
    for (std::string_view rest = text; !rest.empty(); rest.remove_prefix(std::min(size, rest.size()))) {
      digest.add(rest.substr(0, size));
    }
    EXPECT_EQ(digest.hex(), sha256_hex(text)) << "in parts of " << size;
  }
}

}  // namespace
}  // namespace glassgpt
