#include "core/text/hold_out.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

Dataset numbered(int count) {
  std::vector<std::string> lines;
  lines.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) lines.push_back(std::to_string(i));
  return testing::texts(lines);
}

std::vector<int> numbers(const Dataset& dataset) {
  std::vector<int> all;
  for (const Example& example : dataset.examples) all.push_back(std::stoi(example.text));
  return all;
}

TEST(HoldOut, TakesTheMiddleOfEachPart) {
  Dataset dataset = numbered(10);
  Dataset held_out;
  hold_out(dataset, held_out, 0.2);  // two parts of five
  EXPECT_EQ(numbers(held_out), (std::vector<int>{2, 7}));
  EXPECT_EQ(numbers(dataset), (std::vector<int>{0, 1, 3, 4, 5, 6, 8, 9}));
  EXPECT_EQ(held_out.name, "texts, held out");
  EXPECT_EQ(dataset.name, "texts");
}

TEST(HoldOut, CountsTheShareOfTheWholeAnew) {
  Dataset dataset = numbered(10);
  Dataset held_out;
  hold_out(dataset, held_out, 0.2);
  hold_out(dataset, held_out, 0.3);  // three parts of 3 1/3: at 1 2/3, 5 and 8 1/3
  EXPECT_EQ(numbers(held_out), (std::vector<int>{1, 5, 8}));
  hold_out(dataset, held_out, 0.5);
  EXPECT_EQ(numbers(held_out), (std::vector<int>{1, 3, 5, 7, 9}));
  EXPECT_EQ(numbers(dataset), (std::vector<int>{0, 2, 4, 6, 8}));
  hold_out(dataset, held_out, 0);
  EXPECT_EQ(numbers(dataset), numbers(numbered(10)));
  EXPECT_TRUE(held_out.examples.empty());
}

TEST(HoldOut, RoundsAndTakesAtLeastOneOfTwoAndAtMostHalf) {
  const auto held = [](int count, double share) {
    Dataset dataset = numbered(count);
    Dataset held_out;
    hold_out(dataset, held_out, share);
    EXPECT_EQ(dataset.examples.size() + held_out.examples.size(), static_cast<std::size_t>(count));
    return held_out.examples.size();
  };
  EXPECT_EQ(held(0, 0.5), 0U);
  EXPECT_EQ(held(1, 0.5), 0U);
  EXPECT_EQ(held(2, 0.01), 1U);
  EXPECT_EQ(held(5, 0.5), 2U);
  EXPECT_EQ(held(7, 0.2), 1U);
  EXPECT_EQ(held(8, 0.2), 2U);
  EXPECT_EQ(held(1000, 0.123), 123U);
}

TEST(HoldOut, RefusesOtherSharesAndLeavesEverythingAsItWas) {
  Dataset dataset = numbered(10);
  Dataset held_out;
  hold_out(dataset, held_out, 0.2);
  EXPECT_EQ(testing::error_of([&] { hold_out(dataset, held_out, 0.51); }),
            "validation share: it is 0.51; choose a number from 0 to 0.5");
  EXPECT_NE(testing::error_of([&] { hold_out(dataset, held_out, -0.1); }), "");
  EXPECT_NE(testing::error_of([&] { hold_out(dataset, held_out, std::nan("")); }), "");
  EXPECT_EQ(numbers(held_out), (std::vector<int>{2, 7}));
  EXPECT_EQ(dataset.examples.size(), 8U);
}

}  // namespace
}  // namespace glassgpt
