// Training without some of the examples.

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "core/session.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using Weights = std::vector<float>;

/// One phase, all of its data in each step.
TrainingOptions whole_batches(Phase phase, bool answers_only) {
  TrainingOptions options;
  for (const Phase each : kPhases) options.phase(each) = {.epochs = each == phase ? 5 : 0, .learning_rate = 5e-3};
  options.answers_only = answers_only;
  return options;
}

void set_both(Session& session, const Dataset& texts, const Dataset& chats) {
  session.set_data(Phase::pretrain, texts);
  session.set_data(Phase::tune, chats);
}

Weights trained_to_the_end(Session& session) {
  while (session.training()) session.train_step();
  const std::span<const float> weights = session.parameters();
  return {weights.begin(), weights.end()};
}

std::string untrained_model() {
  Session session;
  set_both(session, testing::tiny_facts(), testing::tiny_chats());
  session.create(testing::kTinySizes, 1);
  return session.save(CheckpointFormat::safetensors, false);
}

TEST(LeavingOut, GivesTheStepsOfADatasetWithoutTheExample) {
  const std::string model = untrained_model();
  const Dataset fewer_facts = testing::texts(
      {"The sun is a star.", "The moon goes round the earth.", "Fire is hot and bright.", "A cat has four legs."});
  const Dataset fewer_chats = testing::chats({{"What is wet?", "Water is wet."}, {"What is hot?", "Fire."}});
  for (const auto& [phase, example] : {std::pair(Phase::pretrain, 2), std::pair(Phase::tune, 0)}) {
    for (const bool answers_only : {false, true}) {
      const TrainingOptions options = whole_batches(phase, answers_only);
      Session without;
      set_both(without, testing::tiny_facts(), testing::tiny_chats());
      without.open("model", model);
      without.start_training(options);
      without.leave_out(phase, std::vector{static_cast<std::size_t>(example)});
      Session fewer;
      set_both(fewer, fewer_facts, fewer_chats);
      fewer.open("model", model);
      fewer.start_training(options);
      const Weights a = trained_to_the_end(without);
      const Weights b = trained_to_the_end(fewer);
      ASSERT_EQ(a.size(), b.size());
      double most = 0;
      for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(static_cast<double>(a[i] - b[i])));
      // Sums of other lengths round otherwise, and Adam's first steps go as far for small gradients as for large ones.
      EXPECT_LT(most, 1e-3) << phase_name(phase) << answers_only;
      Session with;
      set_both(with, testing::tiny_facts(), testing::tiny_chats());
      with.open("model", model);
      with.start_training(options);
      const Weights c = trained_to_the_end(with);
      double other = 0;
      for (std::size_t i = 0; i < a.size(); ++i) other = std::max(other, std::abs(static_cast<double>(a[i] - c[i])));
      EXPECT_GT(other, 5e-3) << "the example has to matter for the test to tell anything";
    }
  }
}

TEST(LeavingOut, OfNothingChangesNothingAndOfEverythingTrainsNothing) {
  const TrainingOptions options = testing::quick_options();
  Session all = testing::begun_session(options);
  Session none_left_out = testing::begun_session(options);
  none_left_out.leave_out(Phase::tune, {});
  EXPECT_EQ(trained_to_the_end(all), trained_to_the_end(none_left_out));

  Session nothing = testing::begun_session(options);
  const Weights before(nothing.parameters().begin(), nothing.parameters().end());
  nothing.leave_out(Phase::pretrain, std::vector<std::size_t>{0, 1, 2, 3, 4});
  nothing.leave_out(Phase::tune, std::vector<std::size_t>{0, 1, 2});
  EXPECT_EQ(nothing.train_step().loss, 0);
  EXPECT_EQ(trained_to_the_end(nothing), before);
}

TEST(LeavingOut, GoesOnFromASavedStateWithTheSameBits) {
  const TrainingOptions options = testing::quick_options();
  Session run = testing::begun_session(options);
  for (int step = 0; step < 150; ++step) run.train_step();
  const std::string earlier = run.save(CheckpointFormat::safetensors, true);
  for (int step = 0; step < 30; ++step) run.train_step();
  const Weights now(run.parameters().begin(), run.parameters().end());
  const auto again = [&](const std::vector<std::size_t>& left_out) {
    Session session;
    session.share_data(run);
    session.open("earlier", earlier);
    EXPECT_EQ(session.resume_training(options).steps_done, 150U);
    session.leave_out(Phase::tune, left_out);
    for (int step = 0; step < 30; ++step) session.train_step();
    return Weights(session.parameters().begin(), session.parameters().end());
  };
  EXPECT_EQ(again({}), now);
  EXPECT_NE(again({1}), now);
}

TEST(LeavingOut, SaysWhatCannotBeLeftOut) {
  Session session;
  EXPECT_EQ(testing::error_of([&] { session.leave_out(Phase::tune, {}); }),
            "leaving out: no training run is under way; start or resume one first");
  session = testing::begun_session(testing::quick_options());
  EXPECT_EQ(testing::error_of([&] { session.leave_out(Phase::tune, std::vector<std::size_t>{3}); }),
            "leaving out: there is no example 3; choose a number below 3");
}

}  // namespace
}  // namespace glassgpt
