#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/generate/sampling.h"
#include "core/session.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::trained_session;

/// Shares of each token among many samples.
std::vector<double> frequencies(const SamplingOptions& options, const std::vector<float>& logits) {
  constexpr int kSamples = 50'000;
  Sampler sampler(options);
  std::vector<double> shares(logits.size());
  for (int i = 0; i < kSamples; ++i) shares.at(static_cast<std::size_t>(sampler.sample(logits))) += 1.0 / kSamples;
  return shares;
}

const std::vector<float> kLogits = {std::log(1.0F), std::log(4.0F), std::log(2.0F), std::log(3.0F)};

void expect_shares(const SamplingOptions& options, const std::array<double, 4>& expected) {
  const std::vector<double> shares = frequencies(options, kLogits);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(shares[i], expected[i], 0.01) << "token " << i;
}

TEST(Sampler, IsGreedyAtTemperatureZero) {
  expect_shares({.temperature = 0}, {0, 1, 0, 0});
}

TEST(Sampler, GreedyTakesTheFirstOfEqualLogits) {
  Sampler sampler({});
  EXPECT_EQ(sampler.sample(std::vector<float>{1.0F, 2.0F, 2.0F}), 1);
}

TEST(Sampler, FollowsTheProbabilitiesAtTemperatureOne) {
  expect_shares({.temperature = 1}, {0.1, 0.4, 0.2, 0.3});
}

TEST(Sampler, DividesLogitsByTheTemperature) {
  // At temperature 0.5 the weights are squared: 1, 16, 4, 9 of 30.
  expect_shares({.temperature = 0.5}, {1 / 30.0, 16 / 30.0, 4 / 30.0, 9 / 30.0});
}

TEST(Sampler, TopKKeepsTheLikeliest) {
  expect_shares({.temperature = 1, .top_k = 2}, {0, 4 / 7.0, 0, 3 / 7.0});
}

TEST(Sampler, TopPKeepsTheSmallestSetThatReachesIt) {
  expect_shares({.temperature = 1, .top_p = 0.65}, {0, 4 / 7.0, 0, 3 / 7.0});
  expect_shares({.temperature = 1, .top_p = 0.75}, {0, 4 / 9.0, 2 / 9.0, 3 / 9.0});
  expect_shares({.temperature = 1, .top_p = 1e-9}, {0, 1, 0, 0});
}

TEST(Sampler, TopKThenTopP) {
  // Of the three likeliest, 4, 3 and 2 of 9, the first two reach 0.75.
  expect_shares({.temperature = 1, .top_k = 3, .top_p = 0.75}, {0, 4 / 7.0, 0, 3 / 7.0});
}

TEST(Sampler, TheSeedDecides) {
  const auto draw = [](std::uint64_t seed) {
    Sampler sampler({.temperature = 1, .seed = seed});
    std::vector<TokenId> ids;
    for (int i = 0; i < 50; ++i) ids.push_back(sampler.sample(kLogits));
    return ids;
  };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
}

TEST(SamplingOptions, OutOfRangeAreErrors) {
  const auto refused = [](const SamplingOptions& options, const std::string& message) {
    try {
      check_sampling(options, "here");
      ADD_FAILURE() << "expected: " << message;
    } catch (const Error& error) {
      EXPECT_EQ(error.what(), message);
    }
  };
  refused({.temperature = -1}, "here: the temperature is -1.0; choose a number from 0, which is greedy, up");
  refused({.temperature = std::numeric_limits<double>::infinity()},
          "here: the temperature is inf; choose a number from 0, which is greedy, up");
  refused({.top_k = -2}, "here: top-k is -2; choose a whole number from 0, which is all, up");
  refused({.top_p = 0}, "here: top-p is 0.0; choose a number above 0 and at most 1");
  refused({.top_p = 1.5}, "here: top-p is 1.5; choose a number above 0 and at most 1");
}

TEST(Generation, StreamsTheAnswerTokenByToken) {
  Session session = trained_session();
  const PromptReport prompt = session.begin_generation(chat_prompt("What is hot?"), {});
  EXPECT_EQ(prompt.tokens, (std::vector<std::string>{"User", ":", "What", "is", "hot", "?", "Assistant", ":"}));
  EXPECT_TRUE(prompt.notes.empty());
  std::vector<std::string> pieces;
  while (const auto token = session.next_token()) {
    pieces.push_back(token->text);
    EXPECT_GT(token->probability, 0.5);
    EXPECT_LE(token->probability, 1.0);
    EXPECT_EQ(session.stop_reason(), StopReason::none);
  }
  EXPECT_EQ(pieces, (std::vector<std::string>{" Fire", "."}));
  EXPECT_EQ(session.stop_reason(), StopReason::end_token);
  EXPECT_FALSE(session.next_token()) << "it stays ended";
}

TEST(Generation, StopsAtTheMaximumLength) {
  Session session = trained_session();
  session.begin_generation(chat_prompt("What is wet?"), {.sampling = {}, .max_tokens = 2});
  EXPECT_EQ(session.next_token()->text, " Water");
  EXPECT_EQ(session.next_token()->text, " is");
  EXPECT_FALSE(session.next_token());
  EXPECT_EQ(session.stop_reason(), StopReason::max_tokens);
}

TEST(Generation, SaysWhatItMakesOfAnEmptyPrompt) {
  Session session = trained_session();
  const PromptReport prompt = session.begin_generation(" \n", {});
  EXPECT_EQ(prompt.tokens, std::vector<std::string>{"</s>"});
  EXPECT_EQ(prompt.notes,
            std::vector<std::string>{"The prompt is empty: the text begins after </s>, the end of an example."});
  session.next_token();
}

TEST(Generation, SaysWhichWordsItDoesNotKnow) {
  Session session = trained_session();
  PromptReport prompt = session.begin_generation("What is blorp and zonk and blorp?", {});
  EXPECT_EQ(prompt.unknown, (std::vector<std::string>{"blorp", "zonk", "blorp"}));
  EXPECT_EQ(prompt.notes,
            std::vector<std::string>{"The model does not know \"blorp\" and \"zonk\": it sees <unk> instead."});
  EXPECT_EQ(prompt.tokens[2], "<unk>");
  prompt = session.begin_generation("Blorp zonk", {});
  EXPECT_EQ(prompt.notes,
            std::vector<std::string>{"The model knows none of these words: it sees <unk> for each of them."});
  session.next_token();
}

TEST(Generation, CutsAPromptLongerThanTheContextFromTheFront) {
  Session session = trained_session();  // context 16
  std::string prompt;
  for (int i = 0; i < 15; ++i) prompt += "wet ";
  const PromptReport report = session.begin_generation(prompt + "The sun is", {});
  EXPECT_EQ(report.tokens_cut, 2U);
  EXPECT_EQ(report.tokens.size(), 16U);
  EXPECT_EQ(report.tokens.back(), "is");
  EXPECT_EQ(report.notes,
            std::vector<std::string>{"The prompt is longer than the context: the model sees its last 16 tokens."});
  EXPECT_TRUE(session.next_token() || session.stop_reason() == StopReason::end_token);
}

TEST(Generation, GoesOnWhenTheContextIsFull) {
  // At a high temperature an untrained model hardly ever says </s>, and so runs through its context several times.
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.create(testing::kTinySizes, 1);
  const GenerationOptions options = {.sampling = {.temperature = 1, .seed = 4}, .max_tokens = 60};
  for (int length = 1; length <= 2; ++length) {
    session.begin_generation("The sun", options);
    int count = 0;
    while (session.next_token()) ++count;
    EXPECT_TRUE(count > 16 || session.stop_reason() == StopReason::end_token);
  }
  ModelConfig smallest = testing::kTinySizes;
  smallest.max_seq_len = 1;
  session.create(smallest, 1);
  session.begin_generation("The sun", options);
  int count = 0;
  while (session.next_token()) ++count;
  EXPECT_TRUE(count == 60 || session.stop_reason() == StopReason::end_token);
}

TEST(Generation, AfterTheContextIsFullSeesItsNewerHalf) {
  Session session = trained_session();
  const std::string prompt = "wet wet wet wet wet wet wet wet wet The moon goes round the earth .";  // 16 tokens
  session.begin_generation(prompt, {.sampling = {}, .max_tokens = 5});
  const auto first = session.next_token();
  ASSERT_TRUE(first.has_value() || session.stop_reason() == StopReason::end_token);
  if (first) {
    // The 17th token does not fit: what follows comes from the last 9 tokens alone, as a prompt of its own.
    const auto second = session.next_token();
    std::string newer_half = "wet The moon goes round the earth .";
    newer_half += first->text;
    session.begin_generation(newer_half, {.sampling = {}, .max_tokens = 5});
    const auto expected = session.next_token();
    ASSERT_EQ(second.has_value(), expected.has_value());
    if (second) {
      EXPECT_EQ(second->id, expected->id);
    }
  }
}

TEST(Generation, RefusesWhatIsNotUtf8AndMaximaBelowOne) {
  Session session = trained_session();
  EXPECT_THROW(session.begin_generation("\xff", {}), Error);
  EXPECT_THROW(session.begin_generation("a", {.sampling = {}, .max_tokens = 0}), Error);
}

}  // namespace
}  // namespace glassgpt
