#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/text/utf8.h"

// What the fuzz targets share.

namespace glassgpt::fuzz {

/// Ends the program, which libFuzzer reports with the input, unless a property holds.
inline void require(bool holds, std::string_view property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(property.size()), property.data());
  std::abort();
}

/// libFuzzer's input as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  // A char may stand for any byte.
  return {reinterpret_cast<const char*>(data), size};  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

/// Runs `read`, for which bad input is an Error and nothing else, in one line that a person can read.
/// @return whether there was no error
template <typename Read>
bool reads(Read read) {
  try {
    read();
    return true;
  } catch (const Error& error) {
    const std::string_view message = error.what();
    require(!find_invalid_utf8(message), "an error's message is UTF-8");
    require(std::none_of(message.begin(), message.end(), [](char c) { return c >= 0 && c < ' '; }),
            "an error's message is a line without control characters");
    require(message.size() < 2000, "an error's message is no longer than a person reads");
    return false;
  }
}

}  // namespace glassgpt::fuzz
