#include "json_numbers.h"

#include <cfloat>
#include <clocale>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "../base/powers_of_ten.h"
#include "../text/ascii.h"

namespace glassgpt {

namespace {

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) ++at;
  return at;
}

/// Where the number that begins at `at` ends, by the grammar of RFC 8259, section 6; `at` if there is none.
std::size_t number_end(std::string_view text, std::size_t at) {
  const std::size_t first = at < text.size() && text[at] == '-' ? at + 1 : at;
  std::size_t end = skip_digits(text, first);
  if (end == first || (text[first] == '0' && end > first + 1)) return at;
  if (end < text.size() && text[end] == '.') {
    const std::size_t fraction = end + 1;
    end = skip_digits(text, fraction);
    if (end == fraction) return at;
  }
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    std::size_t exponent = end + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    end = skip_digits(text, exponent);
    if (end == exponent) return at;
  }
  return end;
}

/// A decimal number: digits * 10^exponent.
struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;
  bool exact = true;  ///< whether all digits are there and the exponent is a small one
};

Decimal read_decimal(std::string_view number) {
  constexpr std::uint64_t kMostDigits = 1'000'000'000'000'000'000;  // one more digit still fits
  Decimal decimal;
  bool after_point = false;
  std::size_t at = number.front() == '-' ? 1 : 0;
  for (; at < number.size() && (is_digit(number[at]) || number[at] == '.'); ++at) {
    if (number[at] == '.') {
      after_point = true;
      continue;
    }
    if (decimal.digits >= kMostDigits) return {.exact = false};
    decimal.digits = decimal.digits * 10 + static_cast<std::uint64_t>(number[at] - '0');
    if (after_point) --decimal.exponent;
  }
  if (at < number.size()) {
    const std::string_view exponent = number.substr(at + 1);
    if (exponent.size() > 4) return {.exact = false};
    // NOLINTNEXTLINE(bugprone-unchecked-string-to-number-conversion): JSON's grammar has been seen to
    decimal.exponent += std::atoi(std::string(exponent).c_str());
  }
  return decimal;
}

/// Any number at all, by the C library, which knows only the point of its locale.
float nearest_float_slowly(std::string_view number) {
  std::string text(number);
  const std::size_t point = text.find('.');
  if (point != std::string::npos) text[point] = *std::localeconv()->decimal_point;
  return std::strtof(text.c_str(), nullptr);
}

/// Whether a double of float32's normal range lies in the middle of two floats: the 29 bits that float32 lacks are a
/// one and zeros.
bool is_between_floats(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return (bits & 0x1FFFFFFFU) == 0x10000000U;
}

}  // namespace

float nearest_float(std::string_view number) {
  // Clinger (1990): whole numbers up to 2^53 and powers of ten up to 10^22 are exact as double, so that their product
  // or quotient is the nearest double. The float nearest to that is the one nearest to the number, unless the double
  // lies in the middle of two floats, where the number itself may have been to either side.
  const Decimal decimal = read_decimal(number);
  const int exponent = decimal.exponent;
  if (FLT_EVAL_METHOD != 0 || !decimal.exact || decimal.digits > std::uint64_t{1} << DBL_MANT_DIG ||
      std::abs(exponent) > kMostExactPower) {
    return nearest_float_slowly(number);
  }
  const auto digits = static_cast<double>(decimal.digits);
  const double value = exponent < 0 ? digits / kPowersOfTen[-exponent] : digits * kPowersOfTen[exponent];
  const bool is_normal = value >= FLT_MIN && value <= FLT_MAX && !is_between_floats(value);
  if (value != 0 && !is_normal) return nearest_float_slowly(number);
  return static_cast<float>(number.front() == '-' ? -value : value);
}

std::size_t read_numbers(std::string_view text, std::vector<float>& values) {
  std::size_t read = 0;
  while (true) {
    const std::size_t begin = skip_space(text, read);
    const std::size_t end = number_end(text, begin);
    if (end == begin) return read;
    const std::size_t separator = skip_space(text, end);
    if (separator == text.size()) return read;
    const bool is_last = text[separator] == ']';
    if (!is_last && text[separator] != ',') return read;
    // A comma without a value after it is an error that would be lost with it.
    const std::size_t next = is_last ? separator : skip_space(text, separator + 1);
    if (!is_last && (next == text.size() || text[next] == ']')) return read;
    const float value = nearest_float(text.substr(begin, end - begin));
    if (!std::isfinite(value)) return read;
    values.push_back(value);
    read = next;
    if (is_last) return read;
  }
}

}  // namespace glassgpt
