#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/session.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

Dataset other_facts() {
  return testing::texts({"The earth is round.", "The moon is bright.", "Water is a cat."});
}
Dataset other_chats() {
  return testing::chats({{"What is bright?", "The sun."}});
}

TrainingOptions three_epochs() {
  TrainingOptions options = testing::quick_options();
  options.pretrain.epochs = 3;
  options.tune.epochs = 3;
  return options;
}

/// A run of both phases, with data to validate each, begun.
Session validated_session(const TrainingOptions& options = three_epochs()) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.set_data(Phase::tune, testing::tiny_chats());
  session.set_validation(Phase::pretrain, other_facts());
  session.set_validation(Phase::tune, other_chats());
  session.create(testing::kTinySizes, 1);
  session.start_training(options);
  return session;
}

TEST(Validation, IsTheLossThatEvaluateFindsAfterTheEpoch) {
  Session session = validated_session();
  int measured = 0;
  while (session.training()) {
    const StepResult step = session.train_step();
    if (!step.epoch_ended) {
      EXPECT_TRUE(std::isnan(step.validation_loss)) << "step " << step.step;
      continue;
    }
    // Of the phase that the step belongs to, also where the next one has begun.
    const double loss = session.evaluate(step.phase == Phase::pretrain ? other_facts() : other_chats()).loss;
    EXPECT_NEAR(step.validation_loss, loss, 1e-6) << "step " << step.step;
    ++measured;
  }
  EXPECT_EQ(measured, 6);
}

TEST(Validation, ChangesNothingAboutTraining) {
  Session with = validated_session();
  Session without = testing::begun_session(three_epochs());
  while (with.training()) {
    StepResult a = with.train_step();
    StepResult b = without.train_step();
    EXPECT_EQ(a.loss, b.loss);
    EXPECT_EQ(a.grad_norm, b.grad_norm);
    EXPECT_EQ(a.tokens, b.tokens);
    EXPECT_EQ(a.done, b.done);
    EXPECT_TRUE(std::isnan(b.validation_loss));
    ASSERT_EQ(testing::weights(with), testing::weights(without)) << "step " << a.step;
  }
  EXPECT_FALSE(without.training());
  EXPECT_EQ(with.save(CheckpointFormat::json, true), without.save(CheckpointFormat::json, true))
      << "validation is no part of the state";
}

TEST(Validation, IsOfTheLastWeightsOfARunThatIsLearned) {
  TrainingOptions options = testing::quick_options();
  options.pretrain.epochs = 0;
  options.tune.epochs = 2000;
  options.until_learned = true;
  Session session = validated_session(options);
  StepResult last;
  while (session.training()) last = session.train_step();
  ASSERT_TRUE(last.learned);
  EXPECT_NEAR(last.validation_loss, session.evaluate(other_chats()).loss, 1e-6);
  EXPECT_EQ(last.validation_known.checked, 1U);
}

TEST(Validation, GoesOnInItemsBetweenWhichTheStepIsComplete) {
  Session session = validated_session();
  session.train_step();
  session.train_step();
  Session whole = validated_session();
  for (int i = 0; i < 2; ++i) whole.train_step();
  const std::string before = whole.save(CheckpointFormat::json, true);
  const StepResult expected = whole.train_step();
  const std::string after = whole.save(CheckpointFormat::json, true);
  ASSERT_TRUE(expected.epoch_ended);

  // The third step: items that leave all as it was, and then those of validation, with the step complete.
  int items_before = 0;
  int items_after = 0;
  std::optional<StepResult> result;
  while (!result) {
    result = session.train_item();
    const std::string now = session.save(CheckpointFormat::json, true);
    EXPECT_TRUE(now == before || now == after);
    (now == before ? items_before : items_after) += 1;
    EXPECT_TRUE(session.training());
  }
  // Of two batches: the embedding, two blocks of eight operations, the output projection and the loss, and before them
  // the batch; and the item of Adam.
  EXPECT_EQ(items_after, 2 * (1 + 1 + 2 * 8 + 2) + 1);
  EXPECT_GT(items_before, 30);
  EXPECT_EQ(result->step, 3U);
  EXPECT_EQ(result->validation_loss, expected.validation_loss);
}

TEST(Validation, EndsWithTheRun) {
  TrainingOptions options = three_epochs();
  options.tune.epochs = 0;
  Session session = validated_session(options);
  std::optional<StepResult> result;
  while (session.training()) result = session.train_item();
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->done);
  EXPECT_NEAR(result->validation_loss, session.evaluate(other_facts()).loss, 1e-6);
}

TEST(Validation, IsReportedAndDoesNotMakeTheVocabulary) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.set_validation(Phase::pretrain, testing::texts({"The comet is a star.", "Water is wet."}));
  const int words = session.create(testing::kTinySizes, 1).config.vocab_size;
  const TrainingReport report = session.start_training(three_epochs());
  ASSERT_EQ(report.phases.size(), 1U);
  EXPECT_EQ(report.phases[0].examples, 5U);
  EXPECT_EQ(report.phases[0].unknown_tokens, 0U);
  EXPECT_EQ(report.phases[0].validation_examples, 2U);
  EXPECT_EQ(report.phases[0].validation_unknown_tokens, 1U);
  session.set_validation(Phase::pretrain, {});
  EXPECT_FALSE(session.training());
  EXPECT_EQ(session.start_training(three_epochs()).phases[0].validation_examples, 0U);
  EXPECT_EQ(session.create(testing::kTinySizes, 1).config.vocab_size, words);
}

TEST(HoldingOut, TrainsOnTheRestWithTheVocabularyOfAll) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.hold_out(Phase::pretrain, 0.4);  // the middles of two parts of 2.5: the second and the fourth
  session.hold_out(Phase::tune, 0.4);      // which has no data
  Session whole;
  whole.set_data(Phase::pretrain, testing::tiny_facts());
  whole.create(testing::kTinySizes, 1);
  session.create(testing::kTinySizes, 1);
  EXPECT_EQ(session.tokenizer().tokens(), whole.tokenizer().tokens());

  const PhaseReport phase = session.start_training(three_epochs()).phases.at(0);
  EXPECT_EQ(phase.examples, 3U);
  EXPECT_EQ(phase.validation_examples, 2U);
  EXPECT_EQ(phase.validation_unknown_tokens, 0U);
  while (!session.train_step().epoch_ended) {
  }
  StepResult step = session.train_step();
  while (!step.epoch_ended) step = session.train_step();
  const Dataset held_out = testing::texts({"The moon goes round the earth.", "Fire is hot and bright."});
  EXPECT_NEAR(step.validation_loss, session.evaluate(held_out).loss, 1e-6);
}

TEST(HoldingOut, IsUndoneByOtherData) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.create(testing::kTinySizes, 1);
  using Counts = std::pair<std::size_t, std::size_t>;
  const auto examples = [&] {
    const PhaseReport phase = session.start_training(three_epochs()).phases.at(0);
    EXPECT_EQ(session.examples(Phase::pretrain, 0, 9).size(), 5U) << "with what is held out";
    return Counts{phase.examples, phase.validation_examples};
  };
  session.hold_out(Phase::pretrain, 0.2);
  EXPECT_EQ(examples(), Counts(4, 1));
  session.set_validation(Phase::pretrain, other_facts());
  EXPECT_EQ(examples(), Counts(5, 3));
  session.hold_out(Phase::pretrain, 0.4);
  EXPECT_EQ(examples(), Counts(3, 2));
  session.set_data(Phase::pretrain, testing::tiny_facts());
  EXPECT_EQ(examples(), Counts(5, 0));
}

TEST(HoldingOut, ResumesWithTheSameShareAlone) {
  Session first;
  first.set_data(Phase::pretrain, testing::tiny_facts());
  first.hold_out(Phase::pretrain, 0.2);
  first.create(testing::kTinySizes, 1);
  first.start_training(three_epochs());
  for (int i = 0; i < 3; ++i) first.train_step();

  Session resumed;
  resumed.open("model.json", first.save(CheckpointFormat::json, true));
  resumed.set_data(Phase::pretrain, testing::tiny_facts());
  EXPECT_EQ(
      testing::error_of([&] { resumed.resume_training(three_epochs()); }),
      "resuming training: the pretrain data is not what the run was trained on, which had 4 examples; give the "
      "same files in the same order, and hold the same share of them out; or begin anew from its weights, and add "
      "the new words to its vocabulary");
  resumed.hold_out(Phase::pretrain, 0.2);
  resumed.resume_training(three_epochs());
  while (first.training()) {
    const StepResult a = first.train_step();
    const StepResult b = resumed.train_step();
    EXPECT_EQ(a.loss, b.loss);
    if (a.epoch_ended) {
      EXPECT_EQ(a.validation_loss, b.validation_loss);
    }
  }
  EXPECT_EQ(testing::weights(first), testing::weights(resumed));
}

}  // namespace
}  // namespace glassgpt
