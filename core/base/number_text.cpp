#include "number_text.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <utility>

#include "powers_of_ten.h"

namespace glassgpt {

namespace {

/// Appends 0.d1d2d3… * 10^exponent. @param most_exponent  from which on it is written with an exponent of its own
void append_decimal(std::string& text, std::string_view digits, int exponent, int most_exponent) {
  constexpr int kLeastExponent = -3;
  const auto count = static_cast<int>(digits.size());
  if (exponent < kLeastExponent || exponent > most_exponent) {
    text += digits[0];
    if (count > 1) text.append(".").append(digits.substr(1));
    const int power = std::abs(exponent - 1);
    text.append(exponent < 1 ? "e-" : "e+").append(power < 10 ? "0" : "").append(std::to_string(power));
  } else if (exponent <= 0) {
    text.append("0.").append(static_cast<std::size_t>(-exponent), '0').append(digits);
  } else if (exponent < count) {
    const auto whole = static_cast<std::size_t>(exponent);
    text.append(digits.substr(0, whole)).append(".").append(digits.substr(whole));
  } else {
    text.append(digits).append(static_cast<std::size_t>(exponent - count), '0').append(".0");
  }
}

/// A number 0.d1d2d3… * 10^exponent.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

/// All digits of a positive double, from the C library, whose decimal point may be any that its locale has.
Decimal exact_decimal(double value) {
  constexpr int kMostExactDigits = 767;
  char text[kMostExactDigits + 20];
  std::snprintf(text, sizeof text, "%.*e", kMostExactDigits - 1, value);
  Decimal decimal;
  const char* at = text;
  for (; *at != 'e'; ++at) {
    if (*at >= '0' && *at <= '9') decimal.digits += *at;
  }
  decimal.exponent = std::atoi(at + 1) + 1;  // NOLINT(bugprone-unchecked-string-to-number-conversion): of snprintf
  return decimal;
}

/// The number with at most so many digits, zeros at the end left out.
Decimal rounded(Decimal decimal, std::size_t digits) {
  std::string& kept = decimal.digits;
  if (kept.size() > digits) {
    const bool up = kept[digits] >= '5';
    kept.resize(digits);
    while (up && !kept.empty() && kept.back() == '9') kept.pop_back();
    if (up && kept.empty()) {
      kept = "1";
      ++decimal.exponent;
    } else if (up) {
      ++kept.back();
    }
  }
  kept.resize(kept.find_last_not_of('0') + 1);
  return decimal;
}

/// A positive float times a power of ten, with nine digits before the point: that many are always enough.
struct ScaledFloat {
  double value = 0;           ///< from 10^8 to below 10^9
  double half_gap_below = 0;  ///< what is nearer than this reads back to the float
  double half_gap_above = 0;  ///< likewise above
  int exponent = 0;           ///< the float is value * 10^(exponent - 9)

  void multiply(double factor) {
    value *= factor;
    half_gap_below *= factor;
    half_gap_above *= factor;
  }
};

constexpr int kMostDigits = std::numeric_limits<float>::max_digits10;

ScaledFloat scaled(float value) {
  const float below = std::nextafter(value, 0.0F);
  const double half_gap = (static_cast<double>(value) - static_cast<double>(below)) / 2;
  int exponent = 0;
  // The gap above a power of two is twice the one below, except where the numbers are no longer normal.
  const bool is_power = std::frexp(value, &exponent) == 0.5F && below >= std::numeric_limits<float>::min();
  ScaledFloat result = {.value = static_cast<double>(value),
                        .half_gap_below = half_gap,
                        .half_gap_above = is_power ? 2 * half_gap : half_gap,
                        .exponent = static_cast<int>(std::floor(exponent * 0.30103)) + 1};  // * log10(2)
  int power = kMostDigits - result.exponent;
  for (; power > kMostExactPower; power -= kMostExactPower) result.multiply(1e22);
  for (; power < -kMostExactPower; power += kMostExactPower) result.multiply(1e-22);
  result.multiply(power < 0 ? 1 / kPowersOfTen[-power] : kPowersOfTen[power]);
  if (result.value < 1e8) {  // the power of two says it to one digit
    result.multiply(10);
    --result.exponent;
  }
  return result;
}

/// The nearest whole number. @param value  not negative
std::uint64_t rounded(double value) {
  return static_cast<std::uint64_t>(std::floor(value + 0.5));
}

}  // namespace

void append_number(std::string& text, float value) {
  if (std::signbit(value)) text += '-';
  if (value == 0) {
    text += "0.0";
    return;
  }
  const ScaledFloat number = scaled(std::abs(value));
  constexpr double kRoundingErrors = 1e-5;  // far more than those of the products, and far less than any gap
  std::uint64_t nearest = rounded(number.value);
  for (std::uint64_t unit = 10;; unit *= 10) {
    const auto size = static_cast<double>(unit);
    const std::uint64_t shorter = rounded(number.value / size) * unit;
    const double error = static_cast<double>(shorter) - number.value;
    if (error > number.half_gap_above - kRoundingErrors || -error > number.half_gap_below - kRoundingErrors) break;
    nearest = shorter;
  }
  const std::string digits = std::to_string(nearest);
  const auto more = static_cast<int>(digits.size()) - kMostDigits;  // one, if nines were rounded up
  append_decimal(text, std::string_view(digits).substr(0, digits.find_last_not_of('0') + 1), number.exponent + more,
                 std::numeric_limits<float>::digits10);
}

void append_number(std::string& text, double value) {
  using Limits = std::numeric_limits<double>;
  if (std::signbit(value)) text += '-';
  if (value == 0) {
    text += "0.0";
    return;
  }
  const double magnitude = std::abs(value);
  const Decimal exact = exact_decimal(magnitude);
  int count = magnitude >= Limits::min() ? Limits::digits10 : 1;
  for (;; ++count) {
    const Decimal decimal = rounded(exact, static_cast<std::size_t>(count));
    // Without a point, which the C library takes from its locale.
    const std::string whole =
        decimal.digits + "e" + std::to_string(decimal.exponent - static_cast<int>(decimal.digits.size()));
    if (count < Limits::max_digits10 && std::strtod(whole.c_str(), nullptr) != magnitude) continue;
    append_decimal(text, decimal.digits, decimal.exponent, Limits::digits10);
    return;
  }
}

std::string describe_number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::string text;
  append_number(text, value);
  return text;
}

}  // namespace glassgpt
