#include "core/train/profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

/// Goes on by a second whenever it is read, so that whatever lies between two readings takes one.
struct TickingClock {
  double seconds = 0;
  Profile::Clock reader() {
    return [this] { return ++seconds; };
  }
};

Session session_in_file_order() {
  TrainingOptions options = testing::quick_options();
  options.shuffle = false;
  return testing::begun_session(options);
}

TEST(Profile, MeasuresEveryItemOfAStepAndWhatLiesBetween) {
  TickingClock clock;
  Profile profile(clock.reader());
  Session session = session_in_file_order();
  session.profile_training(&profile);
  std::size_t items = 1;
  while (!session.train_item()) ++items;
  EXPECT_EQ(profile.steps(), 1U);
  EXPECT_EQ(profile.other_seconds(), static_cast<double>(items));
  EXPECT_EQ(profile.seconds(), static_cast<double>(2 * items));
  EXPECT_EQ(profile.seconds(), clock.seconds - 1) << "from the first reading to the last";

  const std::vector<std::string> kOfBlocks = {"query_key_value", "attention",  "attention_output",  "norm1",
                                              "feed_forward_up", "activation", "feed_forward_down", "norm2"};
  const std::vector<Profile::Entry> entries = profile.entries();
  EXPECT_EQ(entries.front().operation, "batch");
  EXPECT_EQ(entries.back().operation, "adam");
  for (const Profile::Entry& entry : entries) {
    const bool in_blocks = std::count(kOfBlocks.begin(), kOfBlocks.end(), entry.operation) == 1;
    const int batch_items = entry.operation == "batch" ? 2 : 1;  // examples put together, and room for them
    EXPECT_EQ(entry.seconds, in_blocks ? testing::kTinySizes.num_layers : batch_items) << entry.operation;
  }

  session.train_step();
  EXPECT_EQ(profile.steps(), 2U);
  session.profile_training(nullptr);
  session.train_step();
  EXPECT_EQ(profile.steps(), 2U);
}

TEST(Profile, CountsTheOperationsOfItsProducts) {
  TickingClock clock;
  Profile profile(clock.reader());
  Session session = session_in_file_order();
  session.profile_training(&profile);
  session.train_step();
  // The first two facts have 6 and 7 predicted tokens; width 16, hidden width 32, 2 layers.
  const double rows = 6 + 7;
  const double pairs = 6 * 7 / 2 + 7 * 8 / 2;
  double attention = 0;
  double up = 0;
  double all = 0;
  for (const Profile::Entry& entry : profile.entries()) {
    if (entry.operation == "attention") attention += entry.flops;
    if (entry.operation == "feed_forward_up" && entry.direction == Direction::backward) up = entry.flops;
    all += entry.flops;
  }
  EXPECT_DOUBLE_EQ(attention, 2 * 3 * 4 * 16 * pairs);
  EXPECT_DOUBLE_EQ(up, 2 * 2 * 2 * rows * 16 * 32);
  const int vocabulary = session.config().vocab_size;
  EXPECT_DOUBLE_EQ(all - attention, 3 * 2 * rows * (2 * (4 * 16 * 16 + 2 * 16 * 32) + 16 * vocabulary));
}

TEST(Profile, BeginsWithAStep) {
  TickingClock clock;
  Profile profile(clock.reader());
  Session session = session_in_file_order();
  for (int i = 0; i < 5; ++i) session.train_item();
  session.profile_training(&profile);
  session.train_step();
  EXPECT_EQ(profile.steps(), 0U) << "it was half over";
  EXPECT_EQ(profile.seconds(), 0);
  session.train_step();
  EXPECT_EQ(profile.steps(), 1U);
}

}  // namespace
}  // namespace glassgpt
