#include "core/text/hold_out.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

EncodedDataset numbered(int count) {
  EncodedDataset data;
  for (TokenId i = 0; i < count; ++i) {
    data.append(std::vector<TokenId>{i, kEndId}, {.source = static_cast<std::uint32_t>(i), .unknown_tokens = 1});
  }
  return data;
}

std::vector<int> numbers(const EncodedDataset& data) {
  std::vector<int> all;
  for (std::size_t i = 0; i < data.sequences.count(); ++i) {
    all.push_back(data.sequences[i].front());
    EXPECT_EQ(data.examples[i].source, static_cast<std::uint32_t>(all.back()));
  }
  EXPECT_EQ(data.counts.examples, all.size());
  EXPECT_EQ(data.counts.tokens, 2 * all.size());
  EXPECT_EQ(data.counts.unknown_tokens, all.size());
  return all;
}

TEST(HoldOut, TakesTheMiddleOfEachPart) {
  EncodedDataset data = numbered(10);
  EXPECT_EQ(numbers(hold_out(data, 0.2)), (std::vector<int>{2, 7})) << "two parts of five";
  EXPECT_EQ(numbers(data), (std::vector<int>{0, 1, 3, 4, 5, 6, 8, 9}));
  data = numbered(10);
  EXPECT_EQ(numbers(hold_out(data, 0.3)), (std::vector<int>{1, 5, 8})) << "three of 3 1/3: at 1 2/3, 5 and 8 1/3";
  data = numbered(10);
  EXPECT_EQ(numbers(hold_out(data, 0)), std::vector<int>());
  EXPECT_EQ(numbers(data), numbers(numbered(10)));
}

TEST(HoldOut, RoundsAndTakesAtLeastOneOfTwoAndAtMostHalf) {
  const auto held = [](int count, double share) {
    EncodedDataset data = numbered(count);
    // Of m parts of n examples, the middle of each: (j + 1/2) n / m, rounded down.
    const std::vector<int> out = numbers(hold_out(data, share));
    std::vector<int> expected;
    for (std::size_t j = 0; j < out.size(); ++j) {
      expected.push_back(static_cast<int>((static_cast<double>(j) + 0.5) * count / static_cast<double>(out.size())));
    }
    EXPECT_EQ(out, expected) << count << " examples";
    std::vector<int> rest;
    for (int i = 0; i < count; ++i) {
      if (std::find(out.begin(), out.end(), i) == out.end()) rest.push_back(i);
    }
    EXPECT_EQ(numbers(data), rest) << count << " examples";
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
  EncodedDataset data = numbered(10);
  EXPECT_EQ(testing::error_of([&] { hold_out(data, 0.51); }),
            "validation share: it is 0.51; choose a number from 0 to 0.5");
  EXPECT_EQ(testing::error_of([&] { hold_out(data, -0.1); }),
            "validation share: it is -0.1; choose a number from 0 to 0.5");
  EXPECT_EQ(testing::error_of([&] { hold_out(data, std::nan("")); }),
            "validation share: it is nan; choose a number from 0 to 0.5");
  EXPECT_EQ(numbers(data), numbers(numbered(10)));
}

TEST(HoldOut, IsCountedWithoutIt) {
  EncodedDataset data = numbered(11);
  data.append(std::vector<TokenId>{2, 3, 4}, {.source = 11, .is_piece = true});
  data.append(std::vector<TokenId>{4, 5, kEndId}, {.source = 11, .is_piece = true, .continues = true});
  for (const double share : {0.0, 0.1, 0.3, 0.5}) {
    const PhaseTokenCounts counts = counts_of_parts(data, share);
    EncodedDataset kept = data;
    const EncodedDataset held_out = hold_out(kept, share);
    for (const auto& [counted, made] :
         {std::pair(counts.training, kept.counts), std::pair(counts.validation, held_out.counts)}) {
      EXPECT_EQ(counted.examples, made.examples) << share;
      EXPECT_EQ(counted.tokens, made.tokens) << share;
      EXPECT_EQ(counted.predicted_tokens, made.predicted_tokens) << share;
      EXPECT_EQ(counted.unknown_tokens, made.unknown_tokens) << share;
      EXPECT_EQ(counted.texts_cut, made.texts_cut) << share;
      EXPECT_EQ(counted.pieces, made.pieces) << share;
    }
  }
}

TEST(HoldOut, TakesPiecesOfALongText) {
  Session session;
  // 64 words and </s>: four pieces of 17 tokens, each but the first from the last one of the piece before on.
  std::string text;
  for (int i = 0; i < 64; ++i) text += "w" + std::to_string(i) + " ";
  session.set_data(Phase::pretrain, testing::texts({text}));
  session.hold_out(Phase::pretrain, 0.25);
  session.create(testing::kTinySizes, 1);
  const PhaseTokenCounts counts = session.count_tokens(Phase::pretrain);
  EXPECT_EQ(counts.training.pieces + counts.validation.pieces, 4U);
  EXPECT_EQ(counts.validation.pieces, 1U);
  EXPECT_EQ(counts.training.predicted_tokens + counts.validation.predicted_tokens, 64U);
  EXPECT_EQ(counts.validation.unknown_tokens, 0U) << "the vocabulary is that of the whole";
  const std::vector<ExamplePreview> previews = session.examples(Phase::pretrain, 0, 10);
  ASSERT_EQ(previews.size(), 4U) << "what is held out is shown as well";
  EXPECT_EQ(previews[3].tokens.front(), "w48");
  EXPECT_EQ(session.memorised("w36 w37 w38", 2).spans.size(), 0U);
  EXPECT_EQ(session.memorised("w20 w21 w22", 2).spans.size(), 1U);
  const TrainingReport report = session.start_training(testing::quick_options());
  EXPECT_EQ(report.phases[0].examples, 3U);
  EXPECT_EQ(report.phases[0].validation_examples, 1U);
}

}  // namespace
}  // namespace glassgpt
