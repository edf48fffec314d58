#include "core/train/gradient_norm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace glassgpt {
namespace {

TEST(GradientNorm, IsTheLengthOfTheVector) {
  const std::vector<float> gradients = {3.0F, 0.0F, -4.0F};
  EXPECT_DOUBLE_EQ(gradient_norm<float>(gradients), 5.0);
}

TEST(GradientNorm, IsNotFiniteIfAGradientIsNot) {
  const std::vector<float> gradients = {1.0F, std::numeric_limits<float>::quiet_NaN()};
  EXPECT_FALSE(std::isfinite(gradient_norm<float>(gradients)));
}

TEST(GradientNorm, DoesNotOverflowWhereTheSquaresOfFloatsWould) {
  const std::vector<float> gradients = {1e30F, 1e30F};
  EXPECT_NEAR(gradient_norm<float>(gradients), std::sqrt(2.0) * 1e30, 1e24);
}

TEST(ClipFactor, ShortensOnlyWhatIsLonger) {
  EXPECT_DOUBLE_EQ(clip_factor(10.0, 5.0), 0.5);
  EXPECT_DOUBLE_EQ(clip_factor(4.0, 5.0), 1.0);
  EXPECT_DOUBLE_EQ(clip_factor(1000.0, 0.0), 1.0) << "0 turns clipping off";
}

}  // namespace
}  // namespace glassgpt
