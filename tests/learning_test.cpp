#include "core/train/learning.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/session.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::weights;

constexpr Known kNone = {.right = 0, .checked = 100};
constexpr Known kMost = {.right = 60, .checked = 100};
constexpr Known kAlmostAll = {.right = 98, .checked = 100};

constexpr std::uint64_t kPhaseSteps = 1000;

Learning learning() {
  return {kPhaseSteps, 250, 16, 100};
}

double factor(const LearningState& state, std::uint64_t step) {
  return learning().rate_factor(state, Schedule::linear, 10, step);
}

TEST(Learning, ChecksNowAndThenAndWhereThePhaseMayEnd) {
  const LearningState state;
  EXPECT_FALSE(learning().is_due(state, 0));
  EXPECT_FALSE(learning().is_due(state, 49));
  EXPECT_TRUE(learning().is_due(state, 50));
  EXPECT_TRUE(learning().is_due(state, kPhaseSteps));
  EXPECT_TRUE(learning().may_end(state, kPhaseSteps));
  EXPECT_FALSE(learning().may_end(state, 50));
  // So seldom that it costs little.
  EXPECT_FALSE(Learning(100'000, 20'000, 16, 128).is_due(state, 950));
  EXPECT_TRUE(Learning(100'000, 20'000, 16, 128).is_due(state, 1000));
}

TEST(Learning, ChecksSmallBatchesSeldom) {
  // 128 forward passes of an example each are to be few beside the steps between two checks.
  EXPECT_FALSE(Learning(10'000, 500, 1, 128).is_due({}, 50));
  EXPECT_TRUE(Learning(10'000, 500, 1, 128).is_due({}, 768));
  EXPECT_TRUE(Learning(10'000, 500, 1, 8).is_due({}, 50));
}

TEST(Learning, BeginsAgainAfterASetback) {
  LearningState state = {.begin = 600};
  EXPECT_FALSE(learning().is_due(state, 701));
  EXPECT_EQ(learning().steps_left(state, 600), 250U);
  learning().take(state, 700, kMost);
  EXPECT_EQ(state.fall_steps, 150U) << "of the steps since then";
  state = {.begin = 600};
  learning().take(state, 650, kNone);
  EXPECT_EQ(state.fall_begin, 0U) << "beyond the middle of the phase, but not of what is left";
  learning().take(state, 800, kNone);
  EXPECT_EQ(state.fall_begin, 800U);
}

TEST(Learning, KeepsTheRateUntilMostIsKnownThenLetsItFall) {
  LearningState state;
  EXPECT_DOUBLE_EQ(factor(state, 5), 0.5);
  EXPECT_DOUBLE_EQ(factor(state, 11), 1);
  learning().take(state, 50, kNone);
  EXPECT_DOUBLE_EQ(factor(state, 100), 1);
  learning().take(state, 100, kMost);
  EXPECT_EQ(state.fall_begin, 100U);
  EXPECT_EQ(state.fall_steps, 150U);
  EXPECT_DOUBLE_EQ(factor(state, 101), 1);
  EXPECT_DOUBLE_EQ(factor(state, 176), 0.5);
  EXPECT_NEAR(factor(state, 250), 1.0 / 150, 1e-12);
  EXPECT_EQ(learning().steps_left(state, 200), 50U);
  EXPECT_TRUE(learning().is_due(state, 250));
  EXPECT_TRUE(learning().may_end(state, 250));
}

TEST(Learning, IsLearnedWhenTheAnswersAreRightTwiceInARow) {
  LearningState state = {.fall_begin = 100, .fall_steps = 150, .right_before = true};
  learning().take(state, 250, kAlmostAll);
  EXPECT_TRUE(state.learned);
  EXPECT_EQ(learning().steps_left(state, 250), 0U);

  state = {.fall_begin = 100, .fall_steps = 150, .right_before = false};
  learning().take(state, 250, kAlmostAll);
  EXPECT_FALSE(state.learned) << "right once";
  state = {.fall_begin = 100, .fall_steps = 150, .right_before = true};
  learning().take(state, 250, kMost);
  EXPECT_FALSE(state.learned) << "no longer right";
}

TEST(Learning, GoesOnForLongerIfItIsNot) {
  LearningState state = {.fall_begin = 100, .fall_steps = 150};
  learning().take(state, 250, kMost);
  EXPECT_EQ(state.fall_begin, 0U);
  EXPECT_DOUBLE_EQ(factor(state, 251), 1) << "the rate is back up";
  learning().take(state, 300, kMost);
  EXPECT_EQ(state.fall_begin, 300U);
  EXPECT_EQ(state.fall_steps, 450U);
}

TEST(Learning, FallsInTimeForTheBoundWhateverIsKnown) {
  LearningState state;
  EXPECT_TRUE(learning().is_due(state, kPhaseSteps / 2));
  learning().take(state, kPhaseSteps / 2, kNone);
  EXPECT_EQ(state.fall_begin, kPhaseSteps / 2);
  EXPECT_EQ(state.fall_steps, kPhaseSteps / 2);
  // And no fall goes beyond it.
  state = {};
  learning().take(state, 450, kMost);
  EXPECT_EQ(state.fall_begin + state.fall_steps, kPhaseSteps);
  EXPECT_EQ(learning().steps_left(state, kPhaseSteps), 0U);
}

TEST(Learning, IsNotClaimedAtTheBound) {
  LearningState state = {.fall_begin = 500, .fall_steps = 500, .right_before = false};
  learning().take(state, kPhaseSteps, kMost);
  EXPECT_FALSE(state.learned);
}

TrainingOptions until_learned() {
  TrainingOptions options = testing::quick_options();
  options.pretrain.epochs = 1;
  options.tune = {.epochs = 2000, .learning_rate = 5e-3};
  options.schedule = Schedule::linear;
  options.answers_only = true;
  options.until_learned = true;
  return options;
}

/// Of five facts, two a step, once.
constexpr std::uint64_t kPretrainSteps = 3;

StepResult last_step(Session& session) {
  StepResult last;
  while (session.training()) last = session.train_step();
  return last;
}

TEST(TrainingUntilLearned, EndsEarlyWithEveryAnswerRight) {
  Session session = testing::begun_session(until_learned());
  StepResult last;
  std::uint64_t known_after = 0;  // steps of tuning at the check that found most of the answers
  while (session.training()) {
    last = session.train_step();
    const bool check = last.phase == Phase::tune && last.known.checked > 0;
    if (known_after == 0 && check && last.known.right >= 2) known_after = last.step - kPretrainSteps;
  }
  EXPECT_TRUE(last.done);
  EXPECT_TRUE(last.learned);
  // The rate falls from there over half as many steps again; the last of them has its share of the rate.
  const std::uint64_t fall = known_after * 3 / 2;
  EXPECT_EQ(last.step, kPretrainSteps + known_after + fall);
  EXPECT_NEAR(last.learning_rate, 5e-3 / static_cast<double>(fall), 1e-12);
  EXPECT_EQ(last.phase_steps_left, 0U);
  EXPECT_EQ(last.known.checked, 3U);
  EXPECT_EQ(last.known.right, 3U);
  EXPECT_EQ(last.stage, Stage::answers);
  const EvalResult measured = session.evaluate(testing::tiny_chats());
  EXPECT_EQ(measured.exact, last.known.right) << "what is known is what greedy decoding gives";
}

TEST(TrainingUntilLearned, GoesToItsBoundWithWhatCannotBeLearned) {
  Session session;
  session.set_data(Phase::tune, testing::chats({{"Yes or no?", "Yes."}, {"Yes or no?", "No."}}));
  session.create(testing::kTinySizes, 1);
  TrainingOptions options = until_learned();
  options.tune.epochs = 150;
  session.start_training(options);
  const StepResult last = last_step(session);
  EXPECT_TRUE(last.done);
  EXPECT_FALSE(last.learned);
  EXPECT_EQ(last.step, 150U);
  EXPECT_EQ(last.known.checked, 2U);
  EXPECT_EQ(last.known.right, 1U);
}

/// What a run saved after so many items beyond a step gives in the end.
std::string end_of_run_resumed_after(std::uint64_t step, int items) {
  Session first = testing::begun_session(until_learned());
  while (first.train_step().step < step) {
  }
  for (int i = 0; i < items; ++i) {
    if (first.training()) first.train_item();
  }
  Session second;
  second.set_data(Phase::pretrain, testing::tiny_facts());
  second.set_data(Phase::tune, testing::tiny_chats());
  second.open("file", first.save(CheckpointFormat::safetensors, true));
  second.resume_training(second.resumable()->options);
  last_step(second);
  return second.save(CheckpointFormat::safetensors, true);
}

TEST(TrainingUntilLearned, GivesTheSameBytesWhereverItWasStopped) {
  Session whole = testing::begun_session(until_learned());
  const std::uint64_t steps = last_step(whole).step;
  const std::string end = whole.save(CheckpointFormat::safetensors, true);
  // In pre-training, before and after the first check (step 3 + 50), while the rate falls, and at the end.
  for (const std::uint64_t step : {std::uint64_t{1}, std::uint64_t{52}, std::uint64_t{53}, steps - 20, steps}) {
    EXPECT_TRUE(end_of_run_resumed_after(step, 0) == end) << "step " << step;
  }
  // In the middle of steps, and of the check after them.
  for (const int items : {10, 40, 55, 57, 58, 60, 63}) {
    EXPECT_TRUE(end_of_run_resumed_after(52, items) == end) << "item " << items;
    EXPECT_TRUE(end_of_run_resumed_after(steps - 1, items) == end) << "item " << items << " of the last step";
  }
}

TEST(TrainingUntilLearned, IsCompleteUntilMoreIsAskedFor) {
  Session session = testing::begun_session(until_learned());
  const std::uint64_t steps = last_step(session).step;
  Session again;
  again.set_data(Phase::pretrain, testing::tiny_facts());
  again.set_data(Phase::tune, testing::tiny_chats());
  again.open("file", session.save(CheckpointFormat::json, true));
  TrainingOptions options = again.resumable()->options;
  again.resume_training(options);
  EXPECT_FALSE(again.training());

  again.open("file", session.save(CheckpointFormat::json, true));
  options.tune.epochs += 100;
  again.resume_training(options);
  EXPECT_TRUE(again.training());
  // It goes on as before a fall: the next check finds the answers right, and the rate falls for as long as ever.
  const std::uint64_t check = ((steps - kPretrainSteps) / 50 + 1) * 50;
  EXPECT_EQ(last_step(again).step, kPretrainSteps + check + check * 3 / 2);
}

TEST(AnswersOnly, CountsTheAnswersTokensAndReportsIt) {
  TrainingOptions options = testing::quick_options();
  options.pretrain.epochs = 0;
  options.tune.epochs = 1;
  options.batch_size = 3;
  options.answers_only = true;
  Session session = testing::begun_session(options);
  // "A star . </s>", "Water is wet . </s>", "Fire . </s>"
  session.create(testing::kTinySizes, 1);
  const TrainingReport report = session.start_training(options);
  ASSERT_EQ(report.phases.size(), 1U);
  EXPECT_EQ(report.phases[0].questions, 3U);
  EXPECT_EQ(report.phases[0].loss_tokens, 4U + 5U + 3U);
  EXPECT_EQ(report.phases[0].tokens, 12U + 12U + 10U) << "the prompts' too, but for the first of each";
  // Before training, the loss over the answers is what evaluate finds.
  const double loss = session.evaluate(testing::tiny_chats()).answer_loss;
  const StepResult step = session.train_step();
  EXPECT_NEAR(step.loss, loss, 1e-6);
  EXPECT_NEAR(step.epoch_loss, loss, 1e-6);
  EXPECT_EQ(step.tokens, report.phases[0].tokens);
}

TEST(AnswersOnly, LearnsPlainTextWholly) {
  TrainingOptions options = testing::quick_options();
  options.answers_only = true;
  options.tune.epochs = 1;
  Session session;
  session.set_data(Phase::tune, testing::tiny_facts());
  session.create(testing::kTinySizes, 1);
  const TrainingReport report = session.start_training(options);
  EXPECT_EQ(report.phases[0].loss_tokens, report.phases[0].tokens);
  EXPECT_EQ(report.phases[0].questions, 0U);
}

TEST(AnswersOnly, LearnsAPromptWhoseAnswerIsCutOff) {
  const std::string prompt = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";
  Session session;
  session.set_data(Phase::tune, testing::chats({{prompt, "Yes."}, {"What?", "That."}}));
  session.create(testing::kTinySizes, 1);
  TrainingOptions options = until_learned();
  options.tune.epochs = 2;
  const TrainingReport report = session.start_training(options);
  EXPECT_EQ(report.phases[0].examples_cut, 1U);
  const StepResult last = last_step(session);
  EXPECT_EQ(report.phases[0].loss_tokens, 16U + 3U) << "all of what is left of one, and the answer of the other";
  EXPECT_EQ(last.known.checked, 2U);
  const Dataset other = testing::chats({{"What?", "That."}});
  EXPECT_EQ(last.known.right, session.evaluate(other).exact) << "what was cut off is not known";
}

}  // namespace
}  // namespace glassgpt
