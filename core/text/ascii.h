#pragma once

#include <algorithm>
#include <string_view>

namespace glassgpt {

// Character classes of ASCII alone, whatever the locale: bytes of other characters belong to none of them.

/// Space, tab, line feed, vertical tab, form feed, carriage return.
constexpr bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// 0 to 9.
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A to Z.
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

/// a to z.
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

/// A to Z as a to z, anything else as it is.
constexpr char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The 32 visible characters that are neither letters nor digits.
constexpr bool is_punctuation(char c) {
  return c > ' ' && c < '\x7f' && !is_digit(c) && !is_upper(c) && !is_lower(c);
}

/// Whether a file's name ends so, in capitals or not. @param extension  in lower case, with its dot
constexpr bool has_extension(std::string_view name, std::string_view extension) {
  return name.size() >= extension.size() &&
         std::equal(extension.rbegin(), extension.rend(), name.rbegin(),
                    [](char expected, char found) { return expected == to_lower(found); });
}

}  // namespace glassgpt
