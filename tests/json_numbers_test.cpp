#include "core/store/json_numbers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/rng.h"

namespace glassgpt {
namespace {

TEST(NearestFloat, RoundsToTheNearestAndInTheMiddleToTheEvenOne) {
  const std::pair<std::string_view, float> examples[] = {
      {"0", 0.0F},
      {"1", 1.0F},
      {"-2.50", -2.5F},
      {"1e2", 100.0F},
      {"25E-1", 2.5F},
      {"1E+1", 10.0F},
      {"16777217", 16777216.0F},  // the middle of 2^24 and the next float, 2^24 + 2
      {"16777217.00000001", 16777218.0F},
      {"16777216.99999999", 16777216.0F},
      {"16777219", 16777220.0F},
      {"1.00000005960464477539062500000", 1.0F},  // 1 + 2^-24, the middle of 1 and the next float
      {"1.00000005960464477539062500001", 1.00000012F},
      {"9007199791611905", 9007200328482816.0F},  // 2^53 + 2^29 + 1, no double: above the middle of two floats
      {"3.4028235e38", std::numeric_limits<float>::max()},
      {"3.4028236e38", std::numeric_limits<float>::infinity()},
      {"-1e999", -std::numeric_limits<float>::infinity()},
      {"1e-45", std::numeric_limits<float>::denorm_min()},
      {"7e-46", 0.0F},
      {"1e-999", 0.0F},
      {"0.000000000000000000000000000000000000000000001", std::numeric_limits<float>::denorm_min()},
      {"0e99999", 0.0F},
  };
  for (const auto& [text, value] : examples) EXPECT_EQ(nearest_float(text), value) << text;
  EXPECT_TRUE(std::signbit(nearest_float("-0.0")));
  EXPECT_TRUE(std::signbit(nearest_float("-0")));
}

TEST(NearestFloat, AgreesWithTheCLibrary) {
  Rng rng(7);
  for (int i = 0; i < 100'000; ++i) {
    std::string text = rng.below(2) == 0 ? "-" : "";
    text += std::to_string(rng.next() >> rng.below(64));
    if (rng.below(2) == 0) text += "." + std::to_string(rng.next() >> rng.below(64));
    if (rng.below(2) == 0) text += "e" + std::to_string(static_cast<int>(rng.below(100)) - 60);
    EXPECT_EQ(nearest_float(text), std::strtof(text.c_str(), nullptr)) << text;
  }
}

TEST(ReadNumbers, LeavesWhatIsNoNumberToTheParser) {
  struct Case {
    std::string_view text;
    std::size_t values;
    std::string_view rest;
  };
  const Case cases[] = {
      {"]", 0, "]"},
      {"1]", 1, "]"},
      {" 1 ,\n-2.5e1\t]}", 2, "]}"},
      {"1,null]", 1, "null]"},
      {"1,[2]]", 1, "[2]]"},
      {"1,2,]", 1, "2,]"},
      {"1,,2]", 1, ",2]"},
      {"1 2]", 0, "1 2]"},
      {"1,01,2]", 1, "01,2]"},
      {"1,.5]", 1, ".5]"},
      {"1,5.]", 1, "5.]"},
      {"1,+5]", 1, "+5]"},
      {"1,-]", 1, "-]"},
      {"1,5e]", 1, "5e]"},
      {"1,5e+]", 1, "5e+]"},
      {"1,0x1]", 1, "0x1]"},
      {"1,1e99]", 1, "1e99]"},
      {"1,2", 1, "2"},
      {"1,", 0, "1,"},
      {"", 0, ""},
  };
  for (const Case& c : cases) {
    std::vector<float> values;
    EXPECT_EQ(c.text.substr(read_numbers(c.text, values)), c.rest) << c.text;
    EXPECT_EQ(values.size(), c.values) << c.text;
  }
}

}  // namespace
}  // namespace glassgpt
