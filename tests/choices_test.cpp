#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/session.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::error_of;
using testing::trained_session;

constexpr int kTop = 5;

/// Goes the way of an answer by hand: always the token that an answer takes, until the text ends or has so many.
Choices by_hand(Session& session, const std::string& prompt, const GenerationOptions& options) {
  std::vector<TokenId> chosen;
  Choices choices = session.choices(prompt, chosen, options.sampling, kTop);
  while (!choices.ended && chosen.size() < static_cast<std::size_t>(options.max_tokens)) {
    chosen.push_back(choices.sampled);
    choices = session.choices(prompt, chosen, options.sampling, kTop);
  }
  return choices;
}

std::vector<GeneratedToken> answer_of(Session& session, const std::string& prompt, const GenerationOptions& options) {
  session.begin_generation(prompt, options);
  std::vector<GeneratedToken> tokens;
  while (auto token = session.next_token()) tokens.push_back(*std::move(token));
  return tokens;
}

void expect_same(const std::vector<GeneratedToken>& actual, const std::vector<GeneratedToken>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(actual[i].id, expected[i].id) << "token " << i;
    EXPECT_EQ(actual[i].text, expected[i].text) << "token " << i;
    EXPECT_EQ(actual[i].probability, expected[i].probability) << "token " << i;
  }
}

void expect_same(const Choices& actual, const Choices& expected) {
  expect_same(actual.chosen, expected.chosen);
  EXPECT_EQ(actual.sampled, expected.sampled);
  EXPECT_EQ(actual.kept, expected.kept);
  ASSERT_EQ(actual.next.size(), expected.next.size());
  for (std::size_t i = 0; i < expected.next.size(); ++i) {
    EXPECT_EQ(actual.next[i].id, expected.next[i].id) << "candidate " << i;
    EXPECT_EQ(actual.next[i].probability, expected.next[i].probability) << "candidate " << i;
    EXPECT_EQ(actual.next[i].chance, expected.next[i].chance) << "candidate " << i;
  }
}

TEST(Choices, AlwaysTheGreedyOneIsTheAnswerBitForBit) {
  Session session = trained_session();
  for (const char* question : {"What is the sun?", "What is wet", "Blorp?"}) {
    const std::string prompt = chat_prompt(question);
    const GenerationOptions greedy;
    const Choices end = by_hand(session, prompt, greedy);
    EXPECT_TRUE(end.ended) << question;
    expect_same(end.chosen, answer_of(session, prompt, greedy));
    EXPECT_EQ(texts_of(end.prompt.notes), texts_of(session.begin_generation(prompt, greedy).notes));
  }
}

TEST(Choices, AlwaysTheSampledOneIsTheAnswerOfItsSeedAlsoBeyondTheContext) {
  // With these seeds no text ends before the maximum, which is beyond every context.
  for (const auto& [context, seed] : {std::pair{16, 3U}, std::pair{7, 3U}, std::pair{1, 1U}}) {
    Session session = testing::briefly_trained(context);
    const GenerationOptions hot = {.sampling = {.temperature = 3, .seed = seed}, .max_tokens = 40};
    const std::vector<GeneratedToken> answer = answer_of(session, "The sun is", hot);
    EXPECT_EQ(answer.size(), 40U);
    expect_same(by_hand(session, "The sun is", hot).chosen, answer);
    const GenerationOptions cut = {.sampling = {.temperature = 4, .top_k = 9, .top_p = 0.95, .seed = seed}};
    expect_same(by_hand(session, "The sun is", cut).chosen, answer_of(session, "The sun is", cut));
  }
}

TEST(Choices, FollowFromTheTokensAndNotFromTheWayThere) {
  const SamplingOptions sampling = {.temperature = 1.5, .top_p = 0.9, .seed = 5};
  auto fresh = [&, other = trained_session()](const std::vector<TokenId>& chosen) mutable {
    static_cast<void>(other.choices("another prompt", {}, sampling, kTop));
    return other.choices("The moon", chosen, sampling, kTop);
  };
  Session session = trained_session();
  std::vector<TokenId> way;
  for (int i = 0; i < 40; ++i) way.push_back(2 + i % 7);  // far beyond the context of 16
  const std::vector<TokenId> aside = {way[0], way[1], 9};
  for (const std::size_t length : {40U, 3U, 4U, 2U, 0U, 17U, 18U, 16U}) {
    const std::vector<TokenId> chosen(way.begin(), way.begin() + static_cast<std::ptrdiff_t>(length));
    expect_same(session.choices("The moon", chosen, sampling, kTop), fresh(chosen));
    expect_same(session.choices("The moon", aside, sampling, kTop), fresh(aside));
  }
}

TEST(Choices, AreOfTheWeightsAsTheyAreNow) {
  Session session = testing::begun_session(testing::quick_options());
  const auto likeliest = [](Session& its) { return its.choices("The sun", {}, {}, 1).next[0].probability; };
  const double before = likeliest(session);
  for (int i = 0; i < 20; ++i) session.train_step();
  const double after = likeliest(session);
  EXPECT_NEAR(after, session.inspect("The sun", 1).next[0].probability, 1e-5);
  EXPECT_GT(after - before, 0.01);
}

TEST(Choices, DoNotDisturbAnAnswerUnderWay) {
  Session session = trained_session();
  const std::vector<GeneratedToken> whole = answer_of(session, chat_prompt("What is wet?"), {});
  session.begin_generation(chat_prompt("What is wet?"), {});
  std::vector<GeneratedToken> tokens;
  while (auto token = session.next_token()) {
    tokens.push_back(*std::move(token));
    static_cast<void>(session.choices("Fire", {}, {}, 1));
  }
  expect_same(tokens, whole);
}

TEST(Choices, TellOfThoseThatAreCutOffAndOfTheOneAnAnswerTakes) {
  Session session = trained_session();
  const auto next = [&](const SamplingOptions& sampling, int count) {
    return session.choices("The", {}, sampling, count);
  };
  const Choices all = next({.temperature = 1}, session.tokenizer().size());
  double total = 0;
  for (const NextToken& token : all.next) {
    EXPECT_EQ(token.cut, CutBy::nothing);
    EXPECT_NEAR(token.chance, token.probability, 1e-6) << "at temperature 1 nothing changes";
    total += token.probability;
  }
  EXPECT_NEAR(total, 1, 1e-5);
  EXPECT_EQ(all.kept, static_cast<std::size_t>(session.tokenizer().size()));

  const Choices greedy = next({}, 3);
  EXPECT_EQ(greedy.kept, 1U);
  EXPECT_EQ(greedy.next[0].chance, 1.0);
  EXPECT_EQ(greedy.next[0].cut, CutBy::nothing);
  EXPECT_EQ(greedy.next[1].cut, CutBy::greedy);
  EXPECT_EQ(greedy.next[1].probability, all.next[1].probability);

  const double two = all.next[0].probability + all.next[1].probability;
  const Choices top_k = next({.temperature = 1, .top_k = 2}, 3);
  EXPECT_EQ(top_k.next[2].cut, CutBy::top_k);
  EXPECT_NEAR(top_k.next[1].chance, all.next[1].probability / two, 1e-6);
  const Choices top_p = next({.temperature = 1, .top_k = 3, .top_p = all.next[0].probability / 2}, 4);
  EXPECT_EQ(top_p.kept, 1U);
  EXPECT_EQ(top_p.next[1].cut, CutBy::top_p);
  EXPECT_EQ(top_p.next[3].cut, CutBy::top_k);

  // Of those that are not told of, an answer may still take one.
  const Choices hot = next({.temperature = 100, .seed = 2}, 1);
  ASSERT_EQ(hot.next.size(), 2U);
  EXPECT_EQ(hot.next[1].id, hot.sampled);
  EXPECT_EQ(hot.next[1].cut, CutBy::nothing);
}

TEST(Choices, EndWithTheEndOfTheTextAndNothingFollowsIt) {
  Session session = trained_session();
  const Choices end = session.choices("The sun", std::vector{2, kEndId}, {}, kTop);
  EXPECT_TRUE(end.ended);
  EXPECT_TRUE(end.next.empty());
  EXPECT_EQ(end.chosen.size(), 1U);
  EXPECT_EQ(error_of([&] {
              static_cast<void>(session.choices("The sun", std::vector{kEndId, 2}, {}, kTop));
            }),
            "choice 2: the text has ended before it; choose nothing behind </s>");
  EXPECT_EQ(error_of([&] {
              static_cast<void>(session.choices("The sun", std::vector{2, 5000}, {}, kTop));
            }),
            "choice 2: there is no token 5000; choose one of the " + std::to_string(session.tokenizer().size()) +
                " from 0 up");
  EXPECT_EQ(error_of([&] { static_cast<void>(session.choices("The sun", {}, {.top_k = -1}, kTop)); }),
            "choice: top-k is -1; choose a whole number from 0, which is all, up");
}

}  // namespace
}  // namespace glassgpt
