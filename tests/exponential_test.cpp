#include "core/math/exponential.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace glassgpt {
namespace {

constexpr int kLanes = kNativeLanes<float>;
using Reg = Register<float>;

float first_of(float x) {
  float y[kLanes];
  Reg::store(y, exponential<kLanes>(Reg::splat(x)));
  return y[0];
}

/// The float after x, away from 0, `steps` times.
float further(float x, std::uint32_t steps) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &x, sizeof bits);
  bits += steps;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

TEST(Exponential, IsOffByLessThanTwoUnitsInTheLastPlace) {
  double worst = 0;
  std::uint64_t tried = 0;
  for (const float sign : {-1.0F, 1.0F}) {
    for (float x = sign * 1e-8F; std::abs(x) <= 87.0F; x = further(x, 97)) {
      const double exact = std::exp(static_cast<double>(x));
      const double unit = std::ldexp(1.0, std::ilogb(exact) - 23);
      worst = std::max(worst, std::abs(static_cast<double>(first_of(x)) - exact) / unit);
      tried += 1;
    }
  }
  EXPECT_GT(tried, 5'000'000U);
  EXPECT_LT(worst, 2.0);
}

TEST(Exponential, TakesEveryLaneByItself) {
  float x[kLanes];
  for (int i = 0; i < kLanes; ++i) x[i] = -0.5F * static_cast<float>(i);
  float y[kLanes];
  Reg::store(y, exponential<kLanes>(Reg::load(x)));
  for (int i = 0; i < kLanes; ++i) EXPECT_FLOAT_EQ(y[i], std::exp(-0.5F * static_cast<float>(i)));
}

TEST(Exponential, IsExactAtZeroAndNothingFarBelowIt) {
  EXPECT_EQ(first_of(0.0F), 1.0F);
  EXPECT_EQ(first_of(-87.5F), 0.0F);
  EXPECT_EQ(first_of(std::numeric_limits<float>::lowest()), 0.0F);
  EXPECT_EQ(first_of(-std::numeric_limits<float>::infinity()), 0.0F);
}

TEST(Exponential, KeepsNaN) {
  EXPECT_TRUE(std::isnan(first_of(std::numeric_limits<float>::quiet_NaN())));
}

}  // namespace
}  // namespace glassgpt
