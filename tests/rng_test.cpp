#include "core/base/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace glassgpt {
namespace {

// The expected numbers come from the algorithms' published definitions, worked out with arbitrary-precision integers.

TEST(Rng, IsXoshiro256StarStarSeededBySplitMix64) {
  Rng zero(0);
  EXPECT_EQ(zero.next(), 0x99ec5f36cb75f2b4U);
  EXPECT_EQ(zero.next(), 0xbf6e1f784956452aU);
  Rng rng(42);
  EXPECT_EQ(rng.next(), 1546998764402558742U);
  EXPECT_EQ(rng.next(), 6990951692964543102U);
  EXPECT_EQ(rng.next(), 12544586762248559009U);
}

TEST(Rng, NormalNumbersAreTheSameEverywhere) {
  Rng rng(42);
  EXPECT_EQ(rng.normal(), 1.7162442957051098);
  EXPECT_EQ(rng.normal(), 0.9049683769699186);
  EXPECT_EQ(rng.normal(), 1.2638128185644746);
}

TEST(Rng, NormalNumbersHaveTheMomentsOfTheNormalDistribution) {
  constexpr int kCount = 200'000;
  Rng rng(3);
  double sum = 0;
  double squares = 0;
  int within_one = 0;
  for (int i = 0; i < kCount; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
    within_one += std::abs(x) < 1 ? 1 : 0;
  }
  EXPECT_NEAR(sum / kCount, 0.0, 0.01);
  EXPECT_NEAR(squares / kCount, 1.0, 0.015);
  EXPECT_NEAR(static_cast<double>(within_one) / kCount, 0.6827, 0.01);
}

TEST(Rng, UniformNumbersFillTheUnitInterval) {
  Rng rng(4);
  double least = 1;
  double most = 0;
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double x = rng.uniform();
    least = std::min(least, x);
    most = std::max(most, x);
    sum += x;
  }
  EXPECT_GE(least, 0.0);
  EXPECT_LT(least, 0.001);
  EXPECT_GT(most, 0.999);
  EXPECT_LT(most, 1.0);
  EXPECT_NEAR(sum / 100'000, 0.5, 0.005);
}

TEST(Rng, BelowIsFairAndStaysBelow) {
  Rng rng(5);
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts.at(static_cast<std::size_t>(rng.below(7)));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
}

TEST(Rng, ShuffleIsThatOfFisherAndYatesFromTheEnd) {
  const auto shuffled = [](std::uint64_t seed) {
    std::vector<int> items(10);
    std::iota(items.begin(), items.end(), 0);
    Rng rng(seed);
    rng.shuffle(std::span(items));
    return items;
  };
  EXPECT_EQ(shuffled(1), (std::vector<int>{3, 8, 0, 9, 2, 5, 6, 4, 1, 7}));
  EXPECT_EQ(shuffled(2), (std::vector<int>{8, 3, 6, 7, 2, 0, 1, 9, 4, 5}));
}

TEST(MixSeeds, ScramblesTheStreamIntoTheScrambledSeed) {
  EXPECT_EQ(mix_seeds(1, 0), 0x5e41ab087439611eU);
  EXPECT_EQ(mix_seeds(1, 1), 0xe9fd6049d65af21eU);
  EXPECT_EQ(mix_seeds(0, 1), 0x08b4fda8c892b50eU);
}

}  // namespace
}  // namespace glassgpt
