#pragma once

namespace glassgpt {

// Character classes of ASCII alone, whatever the locale: bytes of other characters belong to none of them.

constexpr bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

constexpr char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_punctuation(char c) {
  return c > ' ' && c < '\x7f' && !is_digit(c) && !is_upper(c) && !is_lower(c);
}

}  // namespace glassgpt
