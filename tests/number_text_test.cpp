#include "core/base/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/rng.h"

namespace glassgpt {
namespace {

template <typename Real>
std::string text_of(Real value) {
  std::string text;
  append_number(text, value);
  return text;
}

/// The text of so many significant digits, rounded by the C library.
std::string rounded(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*e", digits - 1, value);
  return text;
}

std::size_t digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text.substr(0, text.find('e'))) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? 1 : digits.find_last_not_of('0') + 1 - first;
}

float float_of(std::uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// Whether the number is nearer to the float than to any other one.
bool is_nearest(float value, double number) {
  const auto distance = [number](float other) { return std::abs(number - double{other}); };
  return distance(value) < distance(std::nextafter(value, 0.0F)) &&
         distance(value) < distance(std::nextafter(value, std::numeric_limits<float>::infinity()));
}

TEST(NumberText, IsThatOfJson) {
  const std::pair<float, std::string_view> floats[] = {
      {0.0F, "0.0"},
      {-0.0F, "-0.0"},
      {0.1F, "0.1"},
      {-2.5F, "-2.5"},
      {5.0F, "5.0"},
      {123456.0F, "123456.0"},
      {1234567.0F, "1.234567e+06"},
      {0.00012345F, "0.00012345"},
      {0.000012345F, "1.2345e-05"},
      {1.0F / 3.0F, "0.33333334"},
      {99999.99F, "99999.99"},
      {16777216.0F, "1.6777216e+07"},
      {std::numeric_limits<float>::max(), "3.4028235e+38"},
      {std::numeric_limits<float>::min(), "1.1754944e-38"},
      {std::numeric_limits<float>::denorm_min(), "1e-45"},
  };
  for (const auto& [value, text] : floats) EXPECT_EQ(text_of(value), text);
  const std::pair<double, std::string_view> doubles[] = {
      {0.0, "0.0"},
      {-0.1, "-0.1"},
      {5e-4, "0.0005"},
      {1e-5, "1e-05"},
      {12.625, "12.625"},
      {1.0 / 3.0, "0.3333333333333333"},
      {0.1 + 0.2, "0.30000000000000004"},
      {9007199254740993.0, "9.007199254740992e+15"},
      {1e23, "1e+23"},
      {123456789012345.0, "123456789012345.0"},
      {1e15, "1e+15"},
      {std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
      {std::numeric_limits<double>::min(), "2.2250738585072014e-308"},
      {std::numeric_limits<double>::denorm_min(), "5e-324"},
  };
  for (const auto& [value, text] : doubles) EXPECT_EQ(text_of(value), text);
}

TEST(NumberText, NamesWhatIsNotFinite) {
  EXPECT_EQ(describe_number(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(describe_number(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(describe_number(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(describe_number(0.02), "0.02");
}

TEST(NumberText, OfFloatsIsTheShortestRoundingThatIsNearerToNoOtherOne) {
  Rng rng(3);
  std::vector<float> values;
  for (std::uint32_t exponent = 0; exponent < 255; ++exponent) {
    for (const std::uint32_t mantissa : {0x0U, 0x1U, 0x400000U, 0x7FFFFFU}) {
      values.push_back(float_of(exponent << 23U | mantissa));
    }
  }
  for (int i = 0; i < 50'000; ++i) values.push_back(float_of(static_cast<std::uint32_t>(rng.next() & 0x7F7FFFFFU)));
  for (const float value : values) {
    const std::string text = text_of(value);
    ASSERT_EQ(std::strtof(text.c_str(), nullptr), value) << text;
    EXPECT_EQ(text_of(-value), "-" + text);
    const auto digits = static_cast<int>(digits_of(text));
    if (digits > 1) {
      EXPECT_FALSE(is_nearest(value, std::strtod(rounded(double{value}, digits - 1).c_str(), nullptr))) << text;
    }
  }
}

TEST(NumberText, OfDoublesIsTheShortestRoundingThatReadsBack) {
  Rng rng(4);
  for (int i = 0; i < 2'000; ++i) {
    std::uint64_t bits = rng.next() >> 1U;
    if (i % 4 == 0) bits &= 0xFFFFFFFFFFFFFU;  // not normal
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    const std::string text = text_of(value);
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
    const auto digits = static_cast<int>(digits_of(text));
    if (digits > 1) {
      EXPECT_NE(std::strtod(rounded(value, digits - 1).c_str(), nullptr), value) << text;
    }
  }
}

}  // namespace
}  // namespace glassgpt
