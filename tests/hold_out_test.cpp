#include "core/text/hold_out.h"

#include <gtest/gtest.h>

#include <algorithm>
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
    // Of m parts of n examples, the middle of each: (j + 1/2) n / m, rounded down.
    const std::vector<int> out = numbers(held_out);
    std::vector<int> expected;
    for (std::size_t j = 0; j < out.size(); ++j) {
      expected.push_back(static_cast<int>((static_cast<double>(j) + 0.5) * count / static_cast<double>(out.size())));
    }
    EXPECT_EQ(out, expected) << count << " examples";
    std::vector<int> rest;
    for (int i = 0; i < count; ++i) {
      if (std::find(out.begin(), out.end(), i) == out.end()) rest.push_back(i);
    }
    EXPECT_EQ(numbers(dataset), rest) << count << " examples";
    return out.size();
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
  EXPECT_EQ(testing::error_of([&] { hold_out(dataset, held_out, -0.1); }),
            "validation share: it is -0.1; choose a number from 0 to 0.5");
  EXPECT_EQ(testing::error_of([&] { hold_out(dataset, held_out, std::nan("")); }),
            "validation share: it is nan; choose a number from 0 to 0.5");
  EXPECT_EQ(numbers(held_out), (std::vector<int>{2, 7}));
  EXPECT_EQ(numbers(dataset), (std::vector<int>{0, 1, 3, 4, 5, 6, 8, 9}));
}

}  // namespace
}  // namespace glassgpt
