#include "core/train/shards.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "core/train/trainer.h"
#include "tests/support/tiny.h"
#include "tests/support/tiny_trainer.h"

// A step's batch is cut into shards, whose gradients are added up in a tree. Whoever works on which of them, the bits
// are the same.

namespace glassgpt {
namespace {

using testing::Bench;
using testing::quick_options;
using testing::tiny_bench;
using testing::up_to_four_shards;

/// Examples of so many rows, of which the loss counts those from `first_target` on.
Batch counting_batch(std::initializer_list<int> lengths, std::size_t first_target = 1) {
  Batch batch;
  TokenId id = 0;
  for (const int length : lengths) {
    std::vector<TokenId> ids(static_cast<std::size_t>(length) + 1);
    std::iota(ids.begin(), ids.end(), id);
    batch.append(ids, first_target);
    id += 100;
  }
  return batch;
}

Batch batch_of_equal_lengths(int examples, int length) {
  Batch batch;
  for (int i = 0; i < examples; ++i) batch.append(std::vector<TokenId>(static_cast<std::size_t>(length) + 1));
  return batch;
}

TEST(ShardCount, IsByRowsExamplesAndWork) {
  constexpr std::size_t kWorkA = 668'288;
  EXPECT_EQ(shard_count(batch_of_equal_lengths(16, 80), kWorkA), 4U) << "1,280 rows";
  EXPECT_EQ(shard_count(batch_of_equal_lengths(1, 20), kWorkA), 1U) << "an example is never cut";
  EXPECT_EQ(shard_count(batch_of_equal_lengths(2, 256), 10'000'000), 2U);
  EXPECT_EQ(shard_count(batch_of_equal_lengths(64, 80), kWorkA), 16U);
  EXPECT_EQ(shard_count(batch_of_equal_lengths(3, 512), kWorkA), 2U) << "not more than examples, and a power of two";
  EXPECT_EQ(shard_count(batch_of_equal_lengths(16, 15), kWorkA), 1U) << "240 rows";
  EXPECT_EQ(shard_count(batch_of_equal_lengths(16, 16), kWorkA), 2U) << "256 rows";
  EXPECT_EQ(shard_count(batch_of_equal_lengths(64, 80), 5000), 1U) << "1.5e8 operations in all";
  EXPECT_EQ(shard_count(counting_batch({80, 400}), kWorkA), 1U) << "one would have five sixths";
  EXPECT_EQ(shard_count(Batch(), kWorkA), 1U);
}

TEST(ShardCount, OfEqualLengthsIsThatOfTheirBatch) {
  for (const int examples : {1, 2, 3, 4, 5, 7, 16, 33}) {
    for (const int length : {1, 20, 64, 100, 512}) {
      for (const std::size_t parameters : {2000UL, 100'000UL, 5'000'000UL}) {
        EXPECT_EQ(shard_count_of(examples, length, parameters),
                  shard_count(batch_of_equal_lengths(examples, length), parameters))
            << examples << " of " << length;
      }
    }
  }
}

TEST(CutIntoShards, TakesExamplesInTheirOrderBalancedByRows) {
  const Batch batch = counting_batch({3, 4, 1, 2, 6}, 1);
  std::vector<Batch> shards(2);
  cut_into_shards(batch, shards);
  EXPECT_EQ(shards[0].starts, (std::vector<Index>{0, 3, 7, 8}));
  EXPECT_EQ(shards[0].inputs, (std::vector<TokenId>{0, 1, 2, 100, 101, 102, 103, 200}));
  EXPECT_EQ(shards[0].targets, (std::vector<TokenId>{1, 2, 3, 101, 102, 103, 104, 201}));
  EXPECT_EQ(shards[1].starts, (std::vector<Index>{0, 2, 8}));
  EXPECT_EQ(shards[1].inputs, (std::vector<TokenId>{300, 301, 400, 401, 402, 403, 404, 405}));
  EXPECT_EQ(shards[0].loss_tokens(), 16);
  EXPECT_EQ(shards[1].loss_tokens(), 16);
  EXPECT_EQ(shards[1].predicted(), 8);
  shards.resize(3);
  cut_into_shards(counting_batch({9, 1, 1}), shards);
  EXPECT_EQ(shards[2].rows(), 1) << "none is without an example";
}

TEST(CutIntoShards, KeepsTheRowsThatAreCounted) {
  std::vector<Batch> shards(2);
  cut_into_shards(counting_batch({3, 4, 3, 4}, 3), shards);
  EXPECT_EQ(shards[1].picked, (std::vector<Index>{2, 5, 6}));
  EXPECT_EQ(shards[1].picked_targets, (std::vector<TokenId>{203, 303, 304}));
  EXPECT_EQ(shards[1].logit_rows(), 3);
}

TEST(ShardSums, AreTakenInATree) {
  // In floats, (1 + 2^-24) + (2^-24 + 2^-24) is 1 + 2^-23, and one after another comes to 1.
  constexpr float kSmall = 0x1p-24F;
  std::vector<float> values = {1.0F, kSmall, kSmall, kSmall};
  std::vector<ShardSum> sums;
  for (std::size_t i = 0; i < 4; ++i) {
    sums.push_back({.first = i, .count = 1, .gradients = std::span(values).subspan(i, 1), .loss = values[i]});
  }
  add_gradients(sums, {.first = 0, .count = 1});
  EXPECT_EQ(values[0], 1.0F + 0x1p-23F);
  ASSERT_EQ(join_sums(sums), 1U);
  EXPECT_EQ(sums[0].count, 4U);
  EXPECT_EQ(sums[0].loss, 1.0 + 3 * 0x1p-24);
}

TEST(ShardSums, AreLeftWhereTheTreeWantsOthersFirst) {
  std::vector<float> values = {1, 2, 4, 8};
  std::vector<ShardSum> sums;
  for (const std::size_t i : {1U, 2U, 3U}) {
    sums.push_back({.first = i, .count = 1, .gradients = std::span(values).subspan(i, 1), .loss = values[i]});
  }
  add_gradients(sums, {.first = 0, .count = 1});
  ASSERT_EQ(join_sums(sums), 2U);
  EXPECT_EQ(sums[0].first, 1U);
  EXPECT_EQ(sums[1].first, 2U);
  EXPECT_EQ(values, (std::vector<float>{1, 2, 12, 8}));
}

/// Of several threads, as a Trainer sees them; their tasks run one after another, the last one first.
Executor backwards(std::size_t threads) {
  return {.threads = threads, .run_all = [](std::size_t tasks, const Executor::Task& task) {
            for (std::size_t i = tasks; i-- > 0;) task(i);
          }};
}

StepParts parts_for(StepExecution execution) {
  StepParts parts;
  parts.shards = up_to_four_shards;
  parts.execution = std::move(execution);
  return parts;
}

/// Batches of 4 ragged examples and of 1, both phases, the answers alone in the second.
TrainingOptions ragged_options() {
  TrainingOptions options = quick_options();
  options.pretrain.epochs = 4;
  options.tune.epochs = 4;
  options.batch_size = 4;
  options.answers_only = true;
  return options;
}

struct Course {
  std::vector<StepResult> steps;
  TrainingState state;
  std::vector<float> weights;
};

Course course_with(StepParts parts) {
  Bench bench = tiny_bench();
  Trainer trainer(bench.model, bench.data, ragged_options(), std::move(parts));
  Course run;
  while (!trainer.done()) run.steps.push_back(trainer.step());
  run.state = trainer.state();
  run.weights = bench.model.parameters;
  return run;
}

void expect_same_course(const Course& run, const Course& expected) {
  ASSERT_EQ(run.steps.size(), expected.steps.size());
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    EXPECT_EQ(run.steps[i].loss, expected.steps[i].loss) << "step " << i + 1;
    EXPECT_EQ(run.steps[i].grad_norm, expected.steps[i].grad_norm) << "step " << i + 1;
  }
  EXPECT_EQ(run.weights, expected.weights);
  EXPECT_EQ(run.state.first_moment, expected.state.first_moment);
  EXPECT_EQ(run.state.second_moment, expected.state.second_moment);
}

TEST(Threads, ChangeNoBit) {
  const Course alone = course_with(parts_for({}));
  for (const std::size_t threads : {2U, 3U, 8U}) {
    SCOPED_TRACE(threads);
    expect_same_course(course_with(parts_for({.executor = backwards(threads)})), alone);
  }
}

TEST(Threads, OfTheRestOfARunMayBeOthers) {
  const Course alone = course_with(parts_for({}));
  Bench bench = tiny_bench();
  TrainingState state;
  {
    Trainer trainer(bench.model, bench.data, ragged_options(), parts_for({.executor = backwards(3)}));
    for (int i = 0; i < 5; ++i) trainer.step();
    state = trainer.state();
  }
  Trainer trainer(bench.model, bench.data, state, parts_for({.executor = backwards(2)}));
  while (!trainer.done()) trainer.step();
  EXPECT_EQ(bench.model.parameters, alone.weights);
}

TEST(Shards, GiveTheGradientOfTheWholeBatchButForRounding) {
  StepParts whole;
  whole.shards = [](const Batch&, std::size_t) { return 1; };
  const Course expected = course_with(whole);
  const Course run = course_with(parts_for({}));
  EXPECT_NEAR(run.steps[0].loss, expected.steps[0].loss, 1e-6);
  EXPECT_NEAR(run.steps[0].grad_norm, expected.steps[0].grad_norm, 1e-6 * expected.steps[0].grad_norm);
  EXPECT_NEAR(run.steps.back().loss, expected.steps.back().loss, 1e-3);
}

}  // namespace
}  // namespace glassgpt
