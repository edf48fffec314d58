#include "core/inspect/preview.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using Strings = std::vector<std::string>;

TEST(Preview, ShowsExamplesAsTheTokenizerSplitsThem) {
  Session session;
  session.set_data(Phase::pretrain, testing::texts({"The sun.", "The moon."}));
  session.create(testing::kTinySizes, 1);
  session.set_data(Phase::tune, testing::chats({{"The blorp?", "The sun."}}));
  const std::vector<ExamplePreview> previews = session.examples(Phase::tune, 0, 10);
  ASSERT_EQ(previews.size(), 1U);
  EXPECT_EQ(previews[0].text, "User: The blorp? Assistant: The sun. </s>");
  EXPECT_EQ(previews[0].tokens,
            (Strings{"User", ":", "The", "blorp", "?", "Assistant", ":", "The", "sun", ".", "</s>"}));
  EXPECT_EQ(previews[0].known, (std::vector<std::uint8_t>{0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1}));
}

TEST(Preview, TakesWhatThereIsFromTheNumberAskedFor) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  const std::vector<ExamplePreview> previews = session.examples(Phase::pretrain, 3, 10);
  ASSERT_EQ(previews.size(), 2U);
  EXPECT_EQ(previews[0].tokens, (Strings{"Fire", "is", "hot", "and", "bright", ".", "</s>"}));
  EXPECT_EQ(previews[0].known, std::vector<std::uint8_t>(7, 1)) << "without a vocabulary";
  EXPECT_EQ(session.examples(Phase::pretrain, 1, 1).at(0).tokens[1], "moon");
  EXPECT_TRUE(session.examples(Phase::pretrain, 5, 1).empty());
  EXPECT_TRUE(session.examples(Phase::tune, 0, 1).empty());
}

TEST(Preview, ShowsThePiecesOfATextLongerThanTheContext) {
  Session session;
  session.set_data(Phase::pretrain, testing::texts({"z", "a b c d e f g h i j. k blorp l m n o p q r s t", "y"}));
  session.create(testing::kTinySizes, 1);
  session.set_data(Phase::pretrain, testing::texts({"z", "a b c d e f g h i j. k glorp l m n o p q r s t", "y"}));
  const std::vector<ExamplePreview> previews = session.examples(Phase::pretrain, 1, 3);
  ASSERT_EQ(previews.size(), 3U);
  EXPECT_EQ(previews[0].tokens, (Strings{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "."}));
  EXPECT_EQ(previews[0].text, "a b c d e f g h i j.");
  EXPECT_EQ(previews[1].tokens, (Strings{".", "k", "glorp", "l", "m", "n", "o", "p", "q", "r", "s", "t", "</s>"}));
  EXPECT_EQ(previews[1].known, (std::vector<std::uint8_t>{1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
  EXPECT_EQ(previews[2].tokens, (Strings{"y", "</s>"}));
  EXPECT_EQ(session.token_frequencies()[kUnknownId], 1U);
}

TEST(Preview, CutsAnAnswerAtTheContext) {
  Session session;
  session.set_data(Phase::pretrain, testing::chats({{"a", "b c d e f g h i j k l m n o"}}));
  session.create(testing::kTinySizes, 1);
  const ExamplePreview preview = session.examples(Phase::pretrain, 0, 1).at(0);
  EXPECT_EQ(preview.tokens.size(), 17U);
  EXPECT_EQ(preview.tokens.back(), "m");
  EXPECT_EQ(preview.text, "User: a Assistant: b c d e f g h i j k l m n o </s>");
}

TEST(Session, CountsTheTokensOfItsVocabulary) {
  Session session;
  EXPECT_EQ(testing::error_of([&] { static_cast<void>(session.token_frequencies()); }),
            "session: there is no model yet; create or open one first");
  session.set_data(Phase::pretrain, testing::texts({"b a b", "b"}));
  session.create(testing::kTinySizes, 1);
  session.set_data(Phase::tune, testing::texts({"a blorp"}));
  EXPECT_EQ(session.tokenizer().tokens(), (Strings{"<unk>", "</s>", "b", "a"}));
  EXPECT_EQ(session.token_frequencies(), (std::vector<std::size_t>{1, 3, 3, 2}));
}

}  // namespace
}  // namespace glassgpt
