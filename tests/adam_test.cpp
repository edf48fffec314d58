#include "core/train/adam.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace glassgpt {
namespace {

TEST(AdamUpdate, IsAlgorithmOneOfThePaper) {
  // Two steps of one parameter, worked out by the formulas in double.
  std::vector<double> theta = {1.0};
  std::vector<double> first = {0.0};
  std::vector<double> second = {0.0};
  double expected = 1.0;
  double m = 0.0;
  double v = 0.0;
  const double gradients[] = {0.5, -2.0};
  for (int t = 1; t <= 2; ++t) {
    const double g = gradients[t - 1];
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const double m_hat = m / (1 - std::pow(0.9, t));
    const double v_hat = v / (1 - std::pow(0.999, t));
    expected -= 0.01 * m_hat / (std::sqrt(v_hat) + 1e-8);
    const std::vector<double> gradient = {g};
    adam_update<double>(theta, first, second, gradient, {.learning_rate = 0.01, .t = static_cast<std::uint64_t>(t)});
    EXPECT_NEAR(theta[0], expected, 1e-14) << "step " << t;
    EXPECT_NEAR(first[0], m, 1e-15);
    EXPECT_NEAR(second[0], v, 1e-15);
  }
}

TEST(AdamUpdate, FirstStepIsTheLearningRateLong) {
  std::vector<float> theta = {0.0F, 0.0F};
  std::vector<float> first = {0.0F, 0.0F};
  std::vector<float> second = {0.0F, 0.0F};
  const std::vector<float> gradients = {1e-3F, -100.0F};
  adam_update<float>(theta, first, second, gradients, {.learning_rate = 0.125});
  EXPECT_NEAR(theta[0], -0.125F, 1e-5F);
  EXPECT_NEAR(theta[1], 0.125F, 1e-5F);
}

TEST(AdamUpdate, MultipliesTheGradientsByTheFactor) {
  std::vector<float> a = {1.0F};
  std::vector<float> b = {1.0F};
  std::vector<float> first_a = {0.5F};
  std::vector<float> second_a = {0.5F};
  std::vector<float> first_b = first_a;
  std::vector<float> second_b = second_a;
  const std::vector<float> whole = {8.0F};
  const std::vector<float> quarter = {2.0F};
  adam_update<float>(a, first_a, second_a, whole, {.factor = 0.25, .learning_rate = 0.01, .t = 3});
  adam_update<float>(b, first_b, second_b, quarter, {.learning_rate = 0.01, .t = 3});
  EXPECT_EQ(a, b);
}

}  // namespace
}  // namespace glassgpt
