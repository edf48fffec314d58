#include "native/serve/api_keys.h"

#include <cstddef>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/text/ascii.h"

namespace glassgpt {

namespace {

constexpr std::size_t kLeastLength = 16;

/// Whether two texts of one length are equal, looking at all of both whatever they hold.
bool equal_in_constant_time(std::string_view one, std::string_view other) {
  unsigned difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(one[i]) ^ static_cast<unsigned char>(other[i]));
  }
  return difference == 0;
}

/// The key of a header `Bearer KEY`; schemes are written in capitals or not (RFC 9110, section 11.1).
std::string_view bearer_key(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() < kScheme.size()) return {};
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    if (to_lower(authorization[i]) != kScheme[i]) return {};
  }
  return authorization.substr(kScheme.size());
}

}  // namespace

void ApiKeys::add(std::string_view text, std::string_view where) {
  const auto separates = [](char c) { return is_space(c) || c == ','; };
  const std::size_t before = digests_.size();
  std::string key;
  const auto take = [&] {
    if (key.empty()) return;
    if (key.size() < kLeastLength) {
      throw Error(where, "a key is shorter than " + std::to_string(kLeastLength) + " characters",
                  "make one that nobody guesses, as `openssl rand -hex 24` does");
    }
    digests_.push_back(sha256_hex(key));
    key.clear();
  };
  for (const char c : text) {
    if (!separates(c)) {
      key += c;
    } else {
      take();
    }
  }
  take();
  if (digests_.size() == before) throw Error(where, "there is no key in it", "write a key a line");
}

bool ApiKeys::allow(std::string_view authorization) const {
  if (empty()) return true;
  const std::string digest = sha256_hex(bearer_key(authorization));
  bool found = false;
  for (const std::string& key : digests_) found = equal_in_constant_time(digest, key) || found;
  return found;
}

}  // namespace glassgpt
