#include "core/train/stage.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/session.h"
#include "core/text/dataset_encoder.h"
#include "core/text/word_tokenizer.h"
#include "core/train/plateau.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

constexpr Known kHalf = {.right = 5, .checked = 10};
constexpr Known kFew = {.right = 4, .checked = 10};

EncodedDataset encoded(const Dataset& dataset) {
  WordTokenizerBuilder words;
  for (const Example& example : dataset.examples) words.add(example.training_text(), "words");
  return encode_dataset(*words.build(100).tokenizer, dataset, 16);
}

TEST(StageLosses, AreEntropiesOfTokensAndOfPairs) {
  // Predicted are b, c, </s> after a, b, c, and b, d, </s>: of six tokens b and </s> twice, c and d once.
  const StageLosses losses = stage_losses(encoded(testing::texts({"a b c", "a b d"})), false);
  EXPECT_NEAR(losses.words, -(2 * (2.0 / 6) * std::log(2.0 / 6) + 2 * (1.0 / 6) * std::log(1.0 / 6)), 1e-12);
  // Only after b is there a choice, of two: two of the six tokens.
  EXPECT_NEAR(losses.order, std::log(2) * 2 / 6, 1e-12);
}

TEST(StageLosses, OfAnswersCountThemAlone) {
  const EncodedDataset data = encoded(testing::chats({{"Who?", "I."}, {"You?", "I."}}));
  // I, a full stop and </s>, each in both, and each follows the same token.
  EXPECT_NEAR(stage_losses(data, true).words, std::log(3), 1e-12);
  EXPECT_NEAR(stage_losses(data, true).order, 0, 1e-12);
  // Of all 16 predicted tokens, ":" is four, "Who" and "You" are one each, and five others two.
  const double all = -(4.0 / 16 * std::log(4.0 / 16) + 2.0 / 16 * std::log(1.0 / 16) + 10.0 / 16 * std::log(2.0 / 16));
  EXPECT_NEAR(stage_losses(data, false).words, all, 1e-12);
}

TEST(StageLosses, OfNothingAreNone) {
  EXPECT_EQ(stage_losses({}, false).words, 0);
}

TEST(Stage, FollowsTheLossThenWhatIsKnown) {
  const StageLosses losses = {.words = 4, .order = 2};
  EXPECT_EQ(stage_of(4.1, losses, {}, false), Stage::noise);
  EXPECT_EQ(stage_of(3.9, losses, kFew, false), Stage::words);
  EXPECT_EQ(stage_of(1.9, losses, kFew, false), Stage::order);
  EXPECT_EQ(stage_of(1.9, losses, kHalf, false), Stage::facts);
  EXPECT_EQ(stage_of(1.9, losses, kHalf, true), Stage::answers);
}

TEST(Stage, RisesThroughARunAndNeverFalls) {
  Session session = testing::begun_session(testing::quick_options());
  Stage reached = Stage::noise;
  Stage before_tuning = Stage::noise;
  while (session.training()) {
    const StepResult step = session.train_step();
    EXPECT_GE(step.stage, reached) << "step " << step.step;
    reached = step.stage;
    if (step.phase == Phase::pretrain) before_tuning = reached;
  }
  EXPECT_EQ(before_tuning, Stage::facts);
  EXPECT_EQ(reached, Stage::answers);
}

TEST(Endings, OfTextsAreTheirLastWords) {
  const EncodedDataset data = encoded(testing::texts({"The sun is a star.", "Stop!", "..."}));
  EXPECT_EQ(data.ending_start(0), 4U) << "star";
  EXPECT_EQ(data.answer_start(0), 1U);
  EXPECT_EQ(data.ending_start(1), 1U) << "there is no word that is predicted";
  EXPECT_EQ(data.ending_start(2), 1U);
}

TEST(Endings, OfChatsAreTheirAnswers) {
  const EncodedDataset data = encoded(testing::chats({{"Who?", "I."}}));
  // User : Who ? Assistant : I . </s>
  EXPECT_EQ(data.answer_start(0), 6U);
  EXPECT_EQ(data.ending_start(0), 6U);
  EXPECT_EQ(data.counts.answer_tokens, 3U);
  EXPECT_EQ(data.counts.questions, 1U);
}

TEST(Samples, AreEvenlySpreadAndCounted) {
  Dataset dataset = testing::chats({});
  for (const char c : {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'}) {
    dataset.examples.push_back(testing::chat_example("Who?", std::string(1, c)));
  }
  const EncodedDataset data = encoded(dataset);
  const EncodedDataset some = sample_of(data, 3);
  ASSERT_EQ(some.sequences.count(), 3U);
  EXPECT_EQ(some.sequences[0][6], data.sequences[1][6]);
  EXPECT_EQ(some.sequences[2][6], data.sequences[7][6]);
  EXPECT_EQ(some.counts.answer_tokens, 6U);
  EXPECT_EQ(sample_of(data, 9).sequences.count(), 9U);
}

constexpr std::uint64_t kWindow = 100;

/// A detector that has seen windows of these losses.
PlateauDetector after_windows(std::initializer_list<double> losses, bool questions = false, const Known& known = {}) {
  PlateauDetector plateau({.words = 4, .order = 1}, questions, kWindow);
  plateau.take(known);
  for (const double loss : losses) {
    for (std::uint64_t i = 0; i < kWindow; ++i) plateau.add(loss, 10);
  }
  return plateau;
}

TEST(PlateauDetection, NoticesALossThatStays) {
  EXPECT_TRUE(after_windows({3.9, 3.9, 3.9}).detected());
  EXPECT_FALSE(after_windows({3.9, 3.9}).detected()) << "too soon to tell";
  EXPECT_FALSE(after_windows({3.9, 3.8, 3.7}).detected()) << "slow, but down";
  EXPECT_FALSE(after_windows({2.0, 2.0, 2.0}).detected()) << "it has learned what there is to learn";
  EXPECT_TRUE(after_windows({2.0, 3.9, 3.9, 3.9}).detected()) << "it had learned, and forgotten";
}

TEST(PlateauDetection, TakesQuestionsForLearnedByTheirAnswers) {
  constexpr Known kNoneKnown = {.right = 0, .checked = 10};
  EXPECT_TRUE(after_windows({1.0, 1.0, 1.0}, true, kNoneKnown).detected());
  EXPECT_FALSE(after_windows({1.0, 1.0, 1.0}, true, kHalf).detected());
  EXPECT_FALSE(after_windows({1.0, 1.0, 1.0}, true).detected()) << "nothing was checked";
}

TEST(PlateauDetection, AsksForNoMoreThanTheDataTells) {
  PlateauDetector plateau({.words = 4, .order = 3.9}, false, kWindow);
  for (std::uint64_t i = 0; i < 5 * kWindow; ++i) {
    plateau.add(4, 1);
    EXPECT_FALSE(plateau.detected());
  }
}

TEST(PlateauDetection, BeginsAnewAfterASetback) {
  PlateauDetector plateau = after_windows({3.9, 3.9, 3.9});
  plateau.restart();
  EXPECT_FALSE(plateau.detected());
  for (std::uint64_t i = 0; i < 2 * kWindow; ++i) plateau.add(3.9, 10);
  EXPECT_FALSE(plateau.detected());
}

}  // namespace
}  // namespace glassgpt
