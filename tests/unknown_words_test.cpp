#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/session.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::error_of;

/// "wombat", or "cta = cat" of one that may mean another.
std::vector<std::string> spelled(const std::vector<UnknownWord>& words) {
  std::vector<std::string> names;
  for (const UnknownWord& it : words) names.push_back(it.known.empty() ? it.word : it.word + " = " + it.known);
  return names;
}

Session facts_session() {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.create(testing::kTinySizes, 1);
  return session;
}

TEST(UnknownWords, OfATextAreNamedOnceWithWhatMayBeMeant) {
  const Session session = facts_session();
  const std::vector<UnknownWord> words = session.unknown_words("the Moon is brigth, zzz and the earht zzz", 10);
  EXPECT_EQ(spelled(words), (std::vector<std::string>{"Moon = moon", "brigth = bright", ",", "zzz", "earht = earth"}));
  EXPECT_EQ(words[3].occurrences, 2U);
  EXPECT_EQ(session.unknown_words("zzz yyy", 1).size(), 1U);
  EXPECT_TRUE(session.unknown_words("The sun is hot.", 10).empty());
  EXPECT_EQ(error_of([&] { static_cast<void>(session.unknown_words("a \xff", 1)); }),
            "text: the text is not valid UTF-8 at byte 3; encode it as UTF-8");
}

TEST(UnknownWords, OfAVocabularyOfLettersAreNone) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.set_tokenizer({.kind = TokenizerChoice::character});
  session.create(testing::kTinySizes, 1);
  EXPECT_TRUE(session.unknown_words("the star sees the earth", 10).empty());
}

TEST(UnknownWords, OfDataThatTheVocabularyIsMadeOfAreThoseWithoutRoom) {
  std::vector<std::string> lines;
  for (int i = 100; i < 400; ++i) {
    const std::string word = "w" + std::to_string(i);
    lines.push_back(i < 355 ? word + " " + word + " " + word : i == 399 ? word + " " + word : word);
  }
  Session session;
  session.set_data(Phase::pretrain, testing::texts(lines));
  EXPECT_EQ(error_of([&] { static_cast<void>(session.unknown_words()); }),
            "session: there is no model yet; create or open one first");
  session.set_tokenizer({.kind = TokenizerChoice::unicode_word, .vocabulary = 258});
  const ModelReport made = session.create(testing::kTinySizes, 1);
  const UnknownReport report = *session.unknown_words();
  EXPECT_EQ(report.words, 44U) << "of 300 there is room for 256";
  EXPECT_EQ(report.tokens, 44U);
  EXPECT_EQ(report.words, made.words_dropped);
  EXPECT_EQ(report.tokens, made.tokens_dropped);
  ASSERT_EQ(report.frequent.size(), 20U);
  EXPECT_EQ(report.frequent[0].word, "w355") << "w399, which occurs twice, has the last place";
  EXPECT_EQ(report.frequent[19].word, "w374");
  EXPECT_EQ(report.validated, 0U);
}

TEST(UnknownWords, OfOtherDataThanTheModelsAreAllThatItLacks) {
  Session session = facts_session();
  session.set_data(Phase::pretrain, testing::texts({"The sun is a blorp."}));
  session.set_data(Phase::tune, testing::chats({{"What is a blorp?", "Quux."}}));
  const UnknownReport report = *session.unknown_words();
  EXPECT_EQ(report.words, 7U);  // blorp, User, :, What, ?, Assistant, Quux
  EXPECT_EQ(report.tokens, 9U);
  EXPECT_EQ(spelled(report.frequent),
            (std::vector<std::string>{":", "blorp", "?", "Assistant", "Quux", "User", "What"}));
}

TEST(UnknownWords, OfValidationAreToldByQuestion) {
  Session session;
  session.set_data(Phase::tune, testing::tiny_chats());
  session.set_validation(
      Phase::tune,
      testing::chats({{"What is the sun?", "A star."}, {"What is the snu?", "A star."}, {"What is Wet?", "A blorp."}}));
  session.create(testing::kTinySizes, 1);
  const UnknownReport report = *session.unknown_words();
  EXPECT_EQ(report.words, 0U) << "the vocabulary has all that is trained on";
  EXPECT_EQ(report.validated, 2U);
  ASSERT_EQ(report.examples.size(), 2U);
  EXPECT_EQ(report.examples[0].text, "What is the snu?");
  EXPECT_EQ(spelled(report.examples[0].unknown), std::vector<std::string>{"snu"});
  EXPECT_EQ(report.examples[1].text, "What is Wet?");
  EXPECT_EQ(spelled(report.examples[1].unknown), (std::vector<std::string>{"Wet = wet", "blorp"}));
}

TEST(UnknownWords, OfWhatIsHeldOutAreToldToo) {
  Session session = facts_session();
  session.set_data(Phase::pretrain,
                   testing::texts({"The sun is blorp.", "The moon is hot.", "Fire is zonk.", "Fire."}));
  session.hold_out(Phase::pretrain, 0.5);
  const UnknownReport report = *session.unknown_words();
  EXPECT_EQ(spelled(report.frequent), (std::vector<std::string>{"blorp", "zonk"}));
  std::size_t held_out = 0;
  for (const UnknownExample& example : report.examples) held_out += example.unknown.size();
  EXPECT_EQ(report.validated, held_out) << "one word in each";
  EXPECT_EQ(report.validated + session.count_tokens(Phase::pretrain).training.unknown_tokens, 2U);
}

TEST(UnknownWords, AreTheSamePreparedOrNotAndUntilTheDataChanges) {
  Session session = facts_session();
  session.set_data(Phase::pretrain, testing::texts({"Blorp blorp.", "The zonk."}));
  const UnknownReport at_once = *session.unknown_words();
  session.begin_preparation(Preparation::encoding);
  while (!session.prepare_item().ready) {
  }
  session.begin_preparation(Preparation::unknown);
  int items = 0;
  while (!session.prepare_item().ready) ++items;
  EXPECT_GT(items, 1) << "a word at a time";
  EXPECT_EQ(spelled(session.unknown_words()->frequent), spelled(at_once.frequent));
  session.set_data(Phase::pretrain, testing::tiny_facts());
  EXPECT_EQ(session.unknown_words()->words, 0U);
}

}  // namespace
}  // namespace glassgpt
