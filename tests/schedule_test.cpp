#include "core/train/schedule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/session.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::error_of;

std::vector<double> factors(Schedule schedule, std::uint64_t warmup_steps, std::uint64_t steps) {
  std::vector<double> all;
  for (std::uint64_t step = 1; step <= steps; ++step) {
    all.push_back(schedule_factor(schedule, warmup_steps, step, steps));
  }
  return all;
}

void expect_near(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-12) << "step " << i + 1;
}

TEST(Schedule, HasTheValuesComputedByHand) {
  EXPECT_EQ(factors(Schedule::constant, 0, 3), (std::vector<double>{1, 1, 1}));
  EXPECT_EQ(factors(Schedule::constant, 4, 6), (std::vector<double>{0.25, 0.5, 0.75, 1, 1, 1}));
  EXPECT_EQ(factors(Schedule::linear, 0, 4), (std::vector<double>{1, 0.75, 0.5, 0.25}));
  EXPECT_EQ(factors(Schedule::linear, 2, 6), (std::vector<double>{0.5, 1, 1, 0.75, 0.5, 0.25}));
  // Sixths of half a turn: cos(0, 30, 60, 90, 120, 150 degrees).
  const double c = std::sqrt(3.0) / 4;  // cos(30 degrees) / 2
  expect_near(factors(Schedule::cosine, 0, 6), {1, 0.5 + c, 0.75, 0.5, 0.25, 0.5 - c});
  expect_near(factors(Schedule::cosine, 1, 4), {1, 1, 0.75, 0.25});
}

TEST(Schedule, OfAPhaseShorterThanItsWarmUpOnlyRises) {
  EXPECT_EQ(factors(Schedule::cosine, 8, 3), (std::vector<double>{0.125, 0.25, 0.375}));
  EXPECT_EQ(factors(Schedule::linear, 2, 2), (std::vector<double>{0.5, 1}));
  EXPECT_EQ(schedule_factor(Schedule::linear, 2, 3, 2), 1) << "the step that would follow";
  EXPECT_EQ(schedule_factor(Schedule::linear, 2, 7, 6), 0);
}

TEST(Schedule, IsKnownByItsName) {
  const Option<TrainingOptions>& option = option_named(kTrainingOptions, "schedule");
  TrainingOptions options;
  option.set(options, choice_named(option, "linear", "here"));
  EXPECT_EQ(options.schedule, Schedule::linear);
  EXPECT_EQ(name_of(Schedule::cosine), "cosine");
  EXPECT_EQ(error_of([&] { choice_named(option, "step", "schedule"); }),
            "schedule: there is no \"step\"; choose constant, linear or cosine");
}

TrainingOptions linear_options() {
  TrainingOptions options = testing::quick_options();
  options.pretrain = {.epochs = 2, .learning_rate = 4e-3};
  options.tune = {.epochs = 2, .learning_rate = 1e-3};
  options.schedule = Schedule::linear;
  options.warmup_steps = 2;
  return options;
}

TEST(Schedule, GivesEachStepItsRateAndEachPhaseItsOwn) {
  Session session = testing::begun_session(linear_options());
  std::vector<double> rates;
  while (session.training()) rates.push_back(session.train_step().learning_rate);
  // Six steps of pre-training: 1/2, 1, then 4 of a fall from 1; four of tuning, 2 of a fall.
  expect_near(rates, {2e-3, 4e-3, 4e-3, 3e-3, 2e-3, 1e-3, 0.5e-3, 1e-3, 1e-3, 0.5e-3});
}

TEST(Schedule, DecidesTheLengthOfAStep) {
  // Adam's first step moves a weight by rate * g / (|g| + eps): the rate, whatever the gradient, where there is one.
  TrainingOptions options = linear_options();
  options.clip_norm = 0;
  Session session = testing::begun_session(options);
  const std::vector<float> before = testing::weights(session);
  const double rate = session.train_step().learning_rate;
  EXPECT_EQ(rate, 2e-3);
  // Every query, key, value and output of the first block has a gradient far above epsilon.
  const auto first = static_cast<std::size_t>((session.config().vocab_size + testing::kTinySizes.max_seq_len) * 16);
  for (std::size_t i = first + 2 * 16 * 16; i < first + 4 * 16 * 16; ++i) {
    EXPECT_NEAR(std::abs(double{session.parameters()[i]} - double{before[i]}), rate, 1e-2 * rate) << "weight " << i;
  }
}

TEST(Schedule, IsResumedAndFollowsTheNewLengthOfAPhase) {
  Session half = testing::begun_session(linear_options());
  for (int i = 0; i < 7; ++i) half.train_step();
  for (const CheckpointFormat format : {CheckpointFormat::json, CheckpointFormat::safetensors}) {
    Session resumed;
    resumed.set_data(Phase::pretrain, testing::tiny_facts());
    resumed.set_data(Phase::tune, testing::tiny_chats());
    resumed.open("half.file", half.save(format, true));
    ASSERT_NE(resumed.resumable(), nullptr);
    TrainingOptions options = resumed.resumable()->options;
    EXPECT_EQ(options, linear_options());

    options.schedule = Schedule::cosine;
    const std::string refusal =
        "resuming training: an option is not what the run was started with; change nothing but the epochs, or start a "
        "new training run";
    EXPECT_EQ(error_of([&] { resumed.resume_training(options); }), refusal);
    options.schedule = Schedule::linear;
    options.warmup_steps = 3;
    EXPECT_EQ(error_of([&] { resumed.resume_training(options); }), refusal);

    options.warmup_steps = 2;
    options.tune.epochs = 3;
    resumed.resume_training(options);
    std::vector<double> rates;
    while (resumed.training()) rates.push_back(resumed.train_step().learning_rate);
    expect_near(rates, {1e-3, 1e-3, 0.75e-3, 0.5e-3, 0.25e-3});
  }
}

TEST(Schedule, IsLeftOutOfFilesWhereItChangesNothing) {
  Session plain = testing::begun_session(testing::quick_options());
  EXPECT_EQ(plain.save(CheckpointFormat::json, true).find("schedule"), std::string::npos);
  EXPECT_EQ(plain.save(CheckpointFormat::json, true).find("warmup_steps"), std::string::npos);
  std::string file = testing::begun_session(linear_options()).save(CheckpointFormat::json, true);
  const std::size_t at = file.find("\"linear\"");
  ASSERT_NE(at, std::string::npos);
  file.replace(at, 8, "\"square\"");
  EXPECT_NE(error_of([&] { Session().open("model.json", file); })
                .find("model.json, training.options.schedule: expected \"constant\", \"linear\" or \"cosine\", found "
                      "\"square\""),
            std::string::npos);
}

TEST(Schedule, HasALimitOfItsWarmUp) {
  TrainingOptions options;
  options.warmup_steps = -1;
  EXPECT_EQ(error_of([&] { check_limits(options, "here"); }),
            "here: warmup_steps is -1; choose a whole number from 0 to 1000000");
}

}  // namespace
}  // namespace glassgpt
