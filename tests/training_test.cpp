#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/model/model.h"
#include "core/session.h"
#include "core/text/batch.h"
#include "core/train/trainer.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"
#include "tests/support/tiny_trainer.h"

namespace glassgpt {
namespace {

using testing::begun_session;
using testing::Bench;
using testing::error_of;
using testing::quick_options;
using testing::tiny_bench;
using testing::weights;

std::vector<StepResult> run(Session& session, std::size_t steps) {
  std::vector<StepResult> results;
  while (results.size() < steps && session.training()) results.push_back(session.train_step());
  return results;
}

std::vector<double> losses(const std::vector<StepResult>& steps) {
  std::vector<double> values;
  for (const StepResult& step : steps) values.push_back(step.loss);
  return values;
}

TEST(Training, BeginsAtABlindGuessAndLearns) {
  Session session = begun_session(quick_options());
  const auto steps = run(session, 10'000);
  EXPECT_NEAR(steps.front().loss, std::log(session.config().vocab_size), 0.1);
  EXPECT_LT(steps.back().epoch_loss, 0.3);
  EXPECT_EQ(session.generate(chat_prompt("What is the sun?"), {}), " A star.");
  EXPECT_EQ(session.generate(chat_prompt("What is wet?"), {}), " Water is wet.");
}

TEST(Training, CountsPhasesEpochsStepsAndTokens) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.set_data(Phase::tune, testing::tiny_chats());
  session.create(testing::kTinySizes, 1);
  TrainingOptions options = quick_options();
  options.pretrain.epochs = 2;
  options.tune.epochs = 1;
  const TrainingReport report = session.start_training(options);
  ASSERT_EQ(report.phases.size(), 2U);
  EXPECT_EQ(report.phases[0].examples, 5U);
  EXPECT_EQ(report.phases[0].steps_per_epoch, 3U);
  EXPECT_EQ(report.phases[0].tokens, 6U + 7U + 4U + 6U + 6U);
  EXPECT_EQ(report.phases[1].steps_per_epoch, 2U);
  EXPECT_EQ(report.total_steps, 8U);

  const auto steps = run(session, 100);
  ASSERT_EQ(steps.size(), 8U);
  const std::vector<std::pair<int, std::size_t>> expected = {{1, 1}, {1, 2}, {1, 3}, {2, 1},
                                                             {2, 2}, {2, 3}, {1, 1}, {1, 2}};
  std::size_t epoch_tokens = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(steps[i].phase, i < 6 ? Phase::pretrain : Phase::tune);
    EXPECT_EQ((std::pair{steps[i].epoch, steps[i].step_in_epoch}), expected[i]);
    EXPECT_EQ(steps[i].step, i + 1);
    EXPECT_EQ(steps[i].total_steps, 8U);
    EXPECT_EQ(steps[i].epoch_ended, i == 2 || i == 5 || i == 7);
    EXPECT_EQ(steps[i].done, i == 7);
    if (i < 3) epoch_tokens += steps[i].tokens;
  }
  EXPECT_EQ(epoch_tokens, 29U);
  const double mean =
      (steps[0].loss * static_cast<double>(steps[0].tokens) + steps[1].loss * static_cast<double>(steps[1].tokens) +
       steps[2].loss * static_cast<double>(steps[2].tokens)) /
      29.0;
  EXPECT_NEAR(steps[2].epoch_loss, mean, 1e-12);
  EXPECT_FALSE(session.training());
}

TEST(Training, TheSameSeedGivesTheSameRunBitForBit) {
  Session a = begun_session(quick_options());
  Session b = begun_session(quick_options());
  EXPECT_EQ(losses(run(a, 50)), losses(run(b, 50)));
  EXPECT_EQ(weights(a), weights(b));
}

TEST(Training, WithoutShuffleTakesTheExamplesInOrder) {
  TrainingOptions options = quick_options();
  options.shuffle = false;
  Session session = begun_session(options);
  const auto steps = run(session, 6);
  // Predicted tokens of the five facts are 6, 7, 4, 6, 6: in twos, the last batch smaller, and again.
  const std::vector<std::size_t> expected = {13, 10, 6, 13, 10, 6};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(steps[i].tokens, expected[i]);
}

TEST(Training, ShufflesEachEpochBySeedPhaseAndEpoch) {
  Dataset dataset;
  dataset.name = "lengths";
  for (int i = 1; i <= 12; ++i) {  // example i has i words, and so i predicted tokens
    std::string text;
    for (int w = 0; w < i; ++w) text += " word";
    dataset.examples.push_back(testing::text_example(text));
  }
  Session session;
  session.set_data(Phase::pretrain, dataset);
  session.create(testing::kTinySizes, 1);
  session.set_data(Phase::tune, dataset);
  TrainingOptions options = quick_options();
  options.batch_size = 1;
  options.pretrain.epochs = 2;
  options.tune.epochs = 1;
  const auto order = [&](std::uint64_t seed) {
    options.seed = seed;
    session.start_training(options);
    std::vector<std::size_t> tokens;
    for (const StepResult& step : run(session, 36)) tokens.push_back(step.tokens);
    return tokens;
  };
  // Worked out with arbitrary-precision integers: Fisher-Yates by mix_seeds(mix_seeds(seed, phase), epoch).
  EXPECT_EQ(order(1), (std::vector<std::size_t>{6, 12, 7, 2, 4, 11, 9, 8,  5, 3, 10, 1, 6,  7, 8, 5, 2,  10,
                                                4, 12, 1, 3, 9, 11, 2, 12, 3, 7, 5,  9, 10, 1, 6, 8, 11, 4}));
  EXPECT_EQ(order(2), (std::vector<std::size_t>{2,  1, 6, 11, 10, 4,  5,  9, 3, 7, 8, 12, 1, 11, 2, 6,  9, 7,
                                                10, 4, 5, 3,  8,  12, 11, 4, 1, 8, 5, 7,  3, 6,  2, 12, 9, 10}));
}

TEST(Training, SkipsAPhaseWithoutDataOrEpochs) {
  TrainingOptions options = quick_options();
  options.pretrain.epochs = 0;
  options.tune.epochs = 1;
  Session session = begun_session(options);
  const auto steps = run(session, 100);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].phase, Phase::tune);
  EXPECT_EQ(steps[0].learning_rate, options.tune.learning_rate);

  options.tune.epochs = 0;
  EXPECT_EQ(error_of([&] { session.start_training(options); }),
            "training: there is nothing to train; give a phase both data and at least one epoch");
}

TEST(Training, ClipsByTheGlobalNorm) {
  TrainingOptions options = quick_options();
  options.batch_size = 1;
  options.shuffle = false;
  for (const double clip_norm : {0.0, 1e3, 1e-7}) {
    options.clip_norm = clip_norm;
    Session session = begun_session(options);
    const std::vector<float> before = weights(session);
    const std::vector<float> gradient =
        session.dissect(testing::tiny_facts().examples[0].text, {"token_embedding", 0, 0}).gradients;
    double squares = 0;
    for (const float g : gradient) squares += static_cast<double>(g) * static_cast<double>(g);
    const double norm = std::sqrt(squares);
    EXPECT_NEAR(run(session, 1)[0].grad_norm, norm, 1e-6 * norm) << "it is told as it is before clipping";
    // Adam's first step is rate * g / (|g| + epsilon): a clipped gradient shows where it is no longer above epsilon.
    const double factor = clip_norm == 1e-7 ? clip_norm / norm : 1;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const double g = factor * static_cast<double>(gradient[i]);
      const double expected = static_cast<double>(before[i]) - 5e-3 * g / (std::abs(g) + 1e-8);
      ASSERT_NEAR(session.parameters()[i], expected, 1e-5) << "weight " << i << ", clip norm " << clip_norm;
    }
  }
}

TEST(Training, ThatDivergedLeavesASessionThatGoesOn) {
  // Logits of some 1e38 times 3 overflow: the first loss is already infinite.
  Session source = begun_session(quick_options());
  std::string file = source.save(CheckpointFormat::safetensors, false);
  const std::size_t row = 4 * static_cast<std::size_t>(source.config().vocab_size);
  for (std::size_t i = 0; i < row; ++i) {  // the last row of the output projection, in little-endian float32
    constexpr unsigned char kHuge[] = {0x0e, 0xb3, 0x61, 0x7f};  // 3e38
    const bool first_word = i < 4;
    file[file.size() - row + i] = static_cast<char>(kHuge[i % 4] | (first_word && i % 4 == 3 ? 0x80 : 0));
  }
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.open("huge.safetensors", file);
  const std::vector<float> before = weights(session);
  session.start_training(quick_options());
  EXPECT_EQ(error_of([&] { session.train_step(); }).find("pretrain epoch 1, step 1: the loss is no longer finite"), 0U);
  EXPECT_FALSE(session.training());
  EXPECT_EQ(weights(session), before);
  EXPECT_EQ(session.save(CheckpointFormat::safetensors, true), file);
  session.begin_generation("The sun", {});
  EXPECT_TRUE(session.next_token());
  EXPECT_EQ(session.start_training(quick_options()).steps_done, 0U);
  EXPECT_TRUE(session.training());

  session.create(testing::kTinySizes, 1);
  session.start_training(quick_options());
  EXPECT_NEAR(session.train_step().loss, std::log(session.config().vocab_size), 0.1);
}

TEST(Training, HasToBeBegun) {
  Session session;
  EXPECT_EQ(error_of([&] { session.train_step(); }),
            "training: no training run is under way; start or resume one first");
  session = testing::trained_session();
  EXPECT_FALSE(session.training());
  EXPECT_EQ(error_of([&] { session.train_step(); }),
            "training: no training run is under way; start or resume one first");
}

class Resume : public ::testing::TestWithParam<std::pair<CheckpointFormat, std::size_t>> {};

TEST_P(Resume, GivesTheWeightsOfARunThatNeverStopped) {
  const auto [format, steps_before] = GetParam();
  TrainingOptions options = quick_options();
  options.pretrain.epochs = 3;
  options.tune.epochs = 3;
  Session whole = begun_session(options);
  const auto all_losses = losses(run(whole, 1000));

  Session first = begun_session(options);
  auto resumed_losses = losses(run(first, steps_before));
  const std::string file = first.save(format, true);
  Session second;
  second.set_data(Phase::pretrain, testing::tiny_facts());
  second.set_data(Phase::tune, testing::tiny_chats());
  second.open("half.file", file);
  ASSERT_NE(second.resumable(), nullptr);
  EXPECT_EQ(second.resumable()->options, options);
  const TrainingReport report = second.resume_training(second.resumable()->options);
  EXPECT_EQ(report.steps_done, steps_before);
  for (const double loss : losses(run(second, 1000))) resumed_losses.push_back(loss);
  EXPECT_EQ(resumed_losses, all_losses);
  EXPECT_EQ(weights(second), weights(whole));
  EXPECT_EQ(second.save(format, true), whole.save(format, true));
}

// Within the first epoch, at its end, at the change of phase, within the second phase, and at the very end.
INSTANTIATE_TEST_SUITE_P(FormatsAndPlaces, Resume,
                         ::testing::Values(std::pair{CheckpointFormat::json, 1UL},
                                           std::pair{CheckpointFormat::safetensors, 3UL},
                                           std::pair{CheckpointFormat::safetensors, 9UL},
                                           std::pair{CheckpointFormat::json, 11UL},
                                           std::pair{CheckpointFormat::safetensors, 15UL}));

/// Small enough to cut the operations of the tiny model, Adam among them.
const StepParts kTinyItems = {.item_flops = 1e5};

/// The run of the interruption tests: three steps of pre-training, two of tuning.
TrainingOptions five_steps() {
  TrainingOptions options = quick_options();
  options.pretrain.epochs = 1;
  options.tune.epochs = 1;
  return options;
}

void expect_same_state(const TrainingState& actual, const TrainingState& expected) {
  EXPECT_EQ(actual.total_steps, expected.total_steps);
  EXPECT_EQ(actual.steps_done, expected.steps_done);
  EXPECT_EQ(actual.epochs_done, expected.epochs_done);
  EXPECT_EQ(actual.epoch_loss_sum, expected.epoch_loss_sum);
  EXPECT_EQ(actual.first_moment, expected.first_moment);
  EXPECT_EQ(actual.second_moment, expected.second_moment);
}

TEST(Interrupting, AtAnyItemAndResumingGivesTheWeightsOfARunThatNeverStopped) {
  Bench whole = tiny_bench();
  Trainer uninterrupted(whole.model, whole.data, five_steps(), kTinyItems);
  std::size_t items = 0;
  while (!uninterrupted.done()) {
    uninterrupted.advance();
    ++items;
  }
  ASSERT_GT(items, 5U * 50U) << "the steps are cut";

  for (std::size_t stop = 0; stop <= items; ++stop) {
    SCOPED_TRACE("after item " + std::to_string(stop) + " of " + std::to_string(items));
    Bench first = tiny_bench();
    Trainer interrupted(first.model, first.data, five_steps(), kTinyItems);
    std::size_t steps = 0;
    for (std::size_t i = 0; i < stop; ++i) steps += interrupted.advance() ? 1 : 0;
    const TrainingState state = interrupted.state();
    EXPECT_GE(state.total_steps, steps);
    EXPECT_LE(state.total_steps, steps + 1) << "at most the step whose update was under way is completed";

    // What is saved then goes on elsewhere…
    Bench second = tiny_bench();
    second.model.parameters = first.model.parameters;
    Trainer resumed(second.model, second.data, state, kTinyItems);
    while (!resumed.done()) resumed.advance();
    ASSERT_EQ(second.model.parameters, whole.model.parameters);
    expect_same_state(resumed.state(), uninterrupted.state());

    // …and the run itself goes on as if nobody had looked, its every step told once.
    while (!interrupted.done()) steps += interrupted.advance() ? 1 : 0;
    ASSERT_EQ(first.model.parameters, whole.model.parameters);
    EXPECT_EQ(steps, 5U);
  }
}

TEST(Interrupting, LeavesWeightsAndStateAsTheyWereBeforeTheStep) {
  Session session = begun_session(quick_options());
  run(session, 2);
  const std::string before = session.save(CheckpointFormat::safetensors, true);
  const std::string answer = session.generate("The sun", {});
  std::optional<StepResult> result = session.train_item();
  std::size_t items = 1;
  while (!result) {
    // One item is left after which the weights are others: Adam's, of which so small a model has one.
    EXPECT_EQ(session.save(CheckpointFormat::safetensors, true), before);
    EXPECT_EQ(session.generate("The sun", {}), answer);
    result = session.train_item();
    ++items;
  }
  EXPECT_GT(items, 30U);
  EXPECT_EQ(result->step, 3U);
  EXPECT_NE(session.save(CheckpointFormat::safetensors, true), before);
}

TEST(Interrupting, AStepIsCompletedByTrainStep) {
  Session items = begun_session(quick_options());
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(items.train_item());
  Session steps = begun_session(quick_options());
  EXPECT_EQ(items.train_step().loss, steps.train_step().loss);
  EXPECT_EQ(weights(items), weights(steps));
}

TEST(Interrupting, ANewRunBeginsAtTheLastWholeStep) {
  Session session = begun_session(quick_options());
  run(session, 1);
  const std::vector<float> before = weights(session);
  for (int i = 0; i < 10; ++i) session.train_item();
  session.start_training(quick_options());
  EXPECT_EQ(weights(session), before);
  EXPECT_EQ(session.train_step().step, 1U);
}

TEST(Resuming, GoesOnLongerWithMoreEpochs) {
  TrainingOptions options = quick_options();
  options.pretrain.epochs = 2;
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.create(testing::kTinySizes, 1);
  session.start_training(options);
  run(session, 100);
  const std::string file = session.save(CheckpointFormat::safetensors, true);

  options.pretrain.epochs = 5;
  Session longer;
  longer.set_data(Phase::pretrain, testing::tiny_facts());
  longer.open("two.safetensors", file);
  longer.resume_training(options);
  run(longer, 100);

  Session whole;
  whole.set_data(Phase::pretrain, testing::tiny_facts());
  whole.create(testing::kTinySizes, 1);
  whole.start_training(options);
  run(whole, 100);
  EXPECT_EQ(weights(longer), weights(whole));
}

TEST(Resuming, RefusesOtherDataAndOtherOptions) {
  Session session = begun_session(quick_options());
  run(session, 2);
  const std::string file = session.save(CheckpointFormat::safetensors, true);
  Session other;
  other.set_data(Phase::pretrain, testing::tiny_chats());
  other.open("model.safetensors", file);
  EXPECT_EQ(
      error_of([&] { other.resume_training(quick_options()); }),
      "resuming training: the pretrain data is not what the run was trained on, which had 5 examples; give the "
      "same files in the same order, and hold the same share of them out; or begin anew from its weights, and add "
      "the new words to its vocabulary");
  other.set_data(Phase::pretrain, testing::tiny_facts());
  other.set_data(Phase::tune, testing::tiny_chats());
  TrainingOptions changed = quick_options();
  changed.batch_size = 3;
  EXPECT_EQ(error_of([&] { other.resume_training(changed); }),
            "resuming training: an option is not what the run was started with; change nothing but the epochs, or "
            "start a new training run");
  EXPECT_NE(other.resumable(), nullptr) << "a refused attempt loses nothing";

  Session without;
  without.open("model.safetensors", session.save(CheckpointFormat::safetensors, false));
  EXPECT_EQ(error_of([&] { without.resume_training(quick_options()); }),
            "resuming training: the model's file holds no training state; start a new training run from its weights "
            "instead");
}

TEST(TrainingLimits, NameTheOptionAndItsRange) {
  TrainingOptions options;
  check_limits(options, "here");
  options.tune.learning_rate = 0.5;
  EXPECT_EQ(error_of([&] { check_limits(options, "here"); }),
            "here: tune.learning_rate is 0.5; choose a number from 0.00001 to 0.01");
  options = {};
  options.pretrain.learning_rate = std::nan("");
  EXPECT_EQ(error_of([&] { check_limits(options, "here"); }),
            "here: pretrain.learning_rate is nan; choose a number from 0.00001 to 0.01");
  options = {};
  options.batch_size = 0;
  EXPECT_EQ(error_of([&] { check_limits(options, "here"); }),
            "here: batch_size is 0; choose a whole number from 1 to 4096");
  options = {};
  options.tune.epochs = -1;
  EXPECT_EQ(error_of([&] { check_limits(options, "here"); }),
            "here: tune.epochs is -1; choose a whole number from 0 to 100000");
  options = {};
  options.clip_norm = -1;
  EXPECT_EQ(error_of([&] { check_limits(options, "here"); }),
            "here: clip_norm is -1.0; choose a number from 0 to 1000000");
}

}  // namespace
}  // namespace glassgpt
