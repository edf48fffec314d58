#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/base/rng.h"
#include "core/generate/sampling.h"
#include "core/session.h"
#include "tests/support/errors.h"
#include "tests/support/pytorch_fixture.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::briefly_trained;
using testing::error_of;
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

TEST(Sampler, ChoosesATokenThatThereIsFromAModelThatHasDiverged) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const std::vector<float>& logits :
       {std::vector<float>(37, kNan), {kNan, 1, 2}, {1, 2, kNan, 3, kNan}, {kInfinity, -kInfinity, kNan, kInfinity}}) {
    EXPECT_LT(argmax(logits), logits.size());
    for (const SamplingOptions& options :
         {SamplingOptions{}, {.temperature = 1}, {.temperature = 1, .top_k = 2}, {.temperature = 1, .top_p = 0.5}}) {
      EXPECT_LT(Sampler(options).sample(logits), logits.size());
    }
  }
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

TEST(Sampler, InvertsTheDistributionAtTheSeedsUniformNumbers) {
  for (const std::uint64_t seed : {1U, 2U}) {
    Sampler sampler({.temperature = 1, .seed = seed});
    Rng rng(seed);
    for (int i = 0; i < 50; ++i) {
      // Likeliest first: token 1 has 0.4, token 3 has 0.3, token 2 has 0.2 and token 0 the rest.
      const double u = rng.uniform();
      const TokenId expected = u < 0.4 ? 1 : u < 0.7 ? 3 : u < 0.9 ? 2 : 0;
      EXPECT_EQ(sampler.sample(kLogits), expected) << "seed " << seed << ", sample " << i;
    }
  }
}

TEST(SamplingOptions, OutOfRangeAreErrors) {
  const auto refused = [](const SamplingOptions& options, const std::string& message) {
    EXPECT_EQ(error_of([&] { check_sampling(options, "here"); }), message);
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
  EXPECT_EQ(texts_of(prompt.notes),
            std::vector<std::string>{"The prompt is empty: the text begins after </s>, the end of an example."});
  EXPECT_EQ(session.next_token()->id, session.inspect("</s>", 1).next[0].id);
}

TEST(Generation, SaysWhichWordsItDoesNotKnow) {
  Session session = trained_session();
  PromptReport prompt = session.begin_generation("What is blorp and zonk and blorp?", {});
  EXPECT_EQ(prompt.unknown, (std::vector<std::string>{"blorp", "zonk", "blorp"}));
  EXPECT_EQ(texts_of(prompt.notes),
            std::vector<std::string>{"The model does not know \"blorp\" and \"zonk\": it sees <unk> instead."});
  EXPECT_EQ(prompt.tokens[2], "<unk>");
  prompt = session.begin_generation("Blorp zonk", {});
  EXPECT_EQ(texts_of(prompt.notes),
            std::vector<std::string>{"The model knows none of these words: it sees <unk> for each of them."});
}

TEST(Generation, CutsAPromptLongerThanTheContextFromTheFront) {
  Session session = trained_session();  // context 16
  std::string prompt;
  for (int i = 0; i < 15; ++i) prompt += "wet ";
  const PromptReport report = session.begin_generation(prompt + "The sun is", {});
  EXPECT_EQ(report.tokens_cut, 2U);
  EXPECT_EQ(report.tokens.size(), 16U);
  EXPECT_EQ(report.tokens.back(), "is");
  EXPECT_EQ(texts_of(report.notes),
            std::vector<std::string>{"The prompt is longer than the context: the model sees its last 16 tokens."});
  session.next_token();
  const TokenProbability expected = session.inspect(prompt.substr(2 * 4) + "The sun is", 1).next[0];
  EXPECT_NEAR(session.confidence().lowest, expected.probability, 1e-5);
}

/// Generation by its definition: a forward pass over all that the model looks at for every token, and the older half of
/// it forgotten where there is no room for one more.
std::vector<TokenProbability> continued(Session& session, std::vector<std::string> context,
                                        const GenerationOptions& options) {
  Sampler sampler(options.sampling);
  const auto room = static_cast<std::size_t>(session.config().max_seq_len);
  const auto keep_last = [&](std::size_t count) {
    context.erase(context.begin(), context.end() - static_cast<std::ptrdiff_t>(count));
  };
  if (context.size() > room) keep_last(room);
  std::vector<TokenProbability> tokens;
  while (tokens.size() < static_cast<std::size_t>(options.max_tokens)) {
    if (context.size() > room) keep_last((context.size() + 1) / 2);
    std::string text;
    for (const std::string& token : context) text += token + " ";
    const int vocab_size = session.config().vocab_size;
    std::vector<float> logits(static_cast<std::size_t>(vocab_size));
    for (const TokenProbability& it : session.inspect(text, vocab_size).next) {
      logits[static_cast<std::size_t>(it.id)] = static_cast<float>(std::log(it.probability));
    }
    const TokenId id = sampler.sample(logits);
    if (id == kEndId) break;
    context.push_back(session.tokenizer().token(id));
    tokens.push_back({.id = id,
                      .token = context.back(),
                      .probability = std::exp(static_cast<double>(logits[static_cast<std::size_t>(id)]))});
  }
  return tokens;
}

TEST(Generation, IsAForwardPassForEachTokenAlsoBeyondTheContext) {
  // With these seeds no text ends before the maximum, which is beyond every context.
  for (const auto& [context, seed] : {std::pair{16, 3U}, std::pair{7, 3U}, std::pair{1, 1U}}) {
    const GenerationOptions options = {.sampling = {.temperature = 3, .seed = seed}, .max_tokens = 40};
    Session session = briefly_trained(context);
    const std::vector<TokenProbability> expected = continued(session, {"The", "sun", "is"}, options);
    EXPECT_EQ(expected.size(), 40U) << "of a context of " << context;
    session.begin_generation("The sun is", options);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const auto token = session.next_token();
      ASSERT_TRUE(token) << "token " << i << " of a context of " << context;
      ASSERT_EQ(token->id, expected[i].id) << "token " << i << " of a context of " << context;
      EXPECT_NEAR(token->probability, expected[i].probability, 1e-5);
    }
    EXPECT_FALSE(session.next_token());
    EXPECT_EQ(session.stop_reason(), StopReason::max_tokens);
  }
}

TEST(Generation, GivesPyTorchsLikeliestToken) {
  const auto fixture = testing::read_fixture("ragged");
  Session session = testing::fixture_session(fixture);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto inputs = fixture.at("batches").at(0).at(i).at("inputs").get<std::vector<TokenId>>();
    const std::vector<double> probabilities = testing::fixture_probabilities(fixture, i).back();
    const auto likeliest = std::max_element(probabilities.begin(), probabilities.end());
    session.begin_generation(testing::fixture_text(inputs), {});
    const auto token = session.next_token();
    EXPECT_EQ(token ? token->id : kEndId, likeliest - probabilities.begin()) << "example " << i;
    EXPECT_NEAR(session.confidence().lowest, *likeliest, 1e-5) << "example " << i;
  }
}

TEST(Generation, RefusesWhatIsNotUtf8AndMaximaBelowOne) {
  Session session = trained_session();
  EXPECT_EQ(error_of([&] { session.begin_generation("a \xff", {}); }),
            "prompt: the text is not valid UTF-8 at byte 3; encode it as UTF-8");
  EXPECT_EQ(error_of([&] { session.begin_generation("a", {.sampling = {}, .max_tokens = 0}); }),
            "generation: the maximum length is 0; choose a whole number from 1 up");
}

}  // namespace
}  // namespace glassgpt
