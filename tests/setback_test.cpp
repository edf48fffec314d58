#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "core/session.h"
#include "core/train/trainer.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"
#include "tests/support/tiny_trainer.h"

namespace glassgpt {
namespace {

using testing::error_of;
using testing::quick_options;
using testing::tiny_bench;

TEST(Setbacks, GoBackToGoodWeightsAndOnAtHalfTheRate) {
  auto [model, data] = tiny_bench();
  TrainingOptions options = quick_options();
  options.schedule = Schedule::constant;
  Trainer trainer(model, data, options);

  // Good weights are copied now and then, the first time at the first step.
  const std::vector<float> good = model.parameters;
  trainer.step();
  trainer.step();
  std::fill(model.parameters.begin(), model.parameters.end(), 3e38F);  // the logits overflow
  std::optional<StepResult> step;
  while (model.parameters != good) {
    step = trainer.advance();
    ASSERT_FALSE(step) << "no step is told of that was not done";
  }
  step = trainer.step();
  EXPECT_EQ(step->step, 3U);
  EXPECT_EQ(step->setback.trouble, Trouble::diverged);
  EXPECT_TRUE(step->setback.went_back);
  EXPECT_DOUBLE_EQ(step->setback.learning_rate, 2.5e-3);
  EXPECT_DOUBLE_EQ(step->learning_rate, 2.5e-3);
  EXPECT_TRUE(std::isfinite(step->loss));
  EXPECT_EQ(trainer.state().setbacks, (SetbackState{.count = 1, .step = 2}));
  EXPECT_EQ(trainer.step().setback.trouble, Trouble::none) << "it is told once";
}

TEST(Setbacks, WarmUpAgain) {
  auto [model, data] = tiny_bench();
  TrainingOptions options = quick_options();
  options.warmup_steps = 2;
  Trainer trainer(model, data, options);
  for (int i = 0; i < 3; ++i) trainer.step();
  std::fill(model.parameters.begin(), model.parameters.end(), 3e38F);
  EXPECT_DOUBLE_EQ(trainer.step().learning_rate, 1.25e-3);
  EXPECT_DOUBLE_EQ(trainer.step().learning_rate, 2.5e-3);
  EXPECT_DOUBLE_EQ(trainer.step().learning_rate, 2.5e-3);
}

TEST(Setbacks, AreGivenUpInTheEnd) {
  auto [model, data] = tiny_bench();
  Trainer trainer(model, data, quick_options());
  trainer.step();
  const std::vector<float> good = tiny_bench().model.parameters;
  for (int i = 0; i < 6; ++i) {
    std::fill(model.parameters.begin(), model.parameters.end(), 3e38F);
    EXPECT_EQ(trainer.step().setback.trouble, Trouble::diverged);
  }
  std::fill(model.parameters.begin(), model.parameters.end(), 3e38F);
  EXPECT_EQ(error_of([&] { trainer.step(); }),
            "pretrain epoch 3, step 8: the loss is no longer finite, at a learning rate of 7.8125e-05 after 6 "
            "halvings, and the last good weights are back; choose a lower learning rate or more warm-up steps, or a "
            "lower clip norm if clipping is off or loose");
  EXPECT_EQ(model.parameters, good);
}

/// Sentences of which each word says what follows.
Dataset rows_of_letters() {
  std::vector<std::string> lines;
  for (char first = 'a'; first < 'k'; ++first) {
    std::string line;
    for (char c = first; c < first + 10; ++c) line += std::string(1, c) + " ";
    lines.push_back(line);
  }
  return testing::texts(lines);
}

TEST(Setbacks, ComeToARunThatStandsStill) {
  Session session;
  session.set_data(Phase::pretrain, rows_of_letters());
  session.create(testing::kTinySizes, 1);
  TrainingOptions options = quick_options();
  options.pretrain = {.epochs = 1600, .learning_rate = 1e-2};
  options.batch_size = 10;    // all of them
  options.clip_norm = 1e-13;  // far below Adam's epsilon: the weights hardly move
  session.start_training(options);
  std::vector<Setback> setbacks;
  while (session.training()) {
    const StepResult step = session.train_step();
    if (step.setback.trouble != Trouble::none) setbacks.push_back(step.setback);
  }
  ASSERT_GE(setbacks.size(), 2U);
  EXPECT_EQ(setbacks[0].trouble, Trouble::stands_still);
  EXPECT_TRUE(setbacks[0].went_back);
  EXPECT_NEAR(setbacks[0].learning_rate, 5e-3, 1e-12);
  EXPECT_GT(setbacks[0].loss, 1);
  EXPECT_FALSE(setbacks.back().went_back) << "at a rate that is low enough, it is told, once, and goes on";
}

}  // namespace
}  // namespace glassgpt
