#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/train/trainer.h"
#include "tests/support/tiny.h"
#include "tests/support/tiny_trainer.h"

// What stands between the gradient and its norm, and the other parts of a step, can be replaced.

namespace glassgpt {
namespace {

using testing::Bench;
using testing::quick_options;
using testing::tiny_bench;
using testing::up_to_four_shards;

TrainingOptions in_file_order(int batch_size) {
  TrainingOptions options = quick_options();
  options.shuffle = false;
  options.batch_size = batch_size;
  return options;
}

TrainingOptions unclipped() {
  TrainingOptions options = in_file_order(2);
  options.clip_norm = 0;
  return options;
}

StepParts parts_with(GradientSum sum) {
  StepParts parts;
  parts.execution.sum = std::move(sum);
  return parts;
}

/// Carries what each of two trainers found to the other one, as copies.
class Exchange {
 public:
  /// What stands in a trainer's step.
  GradientSum sum_of(std::size_t trainer) {
    return [this, trainer](StepSums& step) { return take_part(trainer, step); };
  }

 private:
  /// A sum with gradients of its own.
  struct Copy {
    ShardSum sum;
    std::vector<float> gradients;

    explicit Copy(const ShardSum& other) : sum(other), gradients(other.gradients.begin(), other.gradients.end()) {}
  };

  SumProgress take_part(std::size_t trainer, StepSums& step) {
    std::vector<Copy>& own = sent_[trainer];
    const std::vector<Copy>& other = sent_[1 - trainer];
    if (step.shards == 1) return SumProgress::complete;  // each worked on that
    if (own.empty()) own = {step.sums.begin(), step.sums.end()};
    if (other.empty()) return SumProgress::waits;
    received_[trainer] = other;
    for (Copy& copy : received_[trainer]) {
      copy.sum.gradients = copy.gradients;
      step.sums.push_back(copy.sum);
    }
    taken_ += 1;
    if (taken_ % 2 == 0) sent_ = {};
    return SumProgress::complete;
  }

  std::array<std::vector<Copy>, 2> sent_;
  std::array<std::vector<Copy>, 2> received_;
  int taken_ = 0;
};

StepParts sharing_parts(Exchange& exchange, std::size_t trainer, ShardChoice mine) {
  StepParts parts;
  parts.shards = up_to_four_shards;
  parts.execution = {.mine = std::move(mine), .sum = exchange.sum_of(trainer)};
  return parts;
}

/// Advances both by an item in turn, until each has ended a step.
std::array<StepResult, 2> step_together(Trainer& a, Trainer& b) {
  std::optional<StepResult> of_a;
  std::optional<StepResult> of_b;
  while (!of_a || !of_b) {
    if (!of_a) of_a = a.advance();
    if (!of_b) of_b = b.advance();
  }
  return {*of_a, *of_b};
}

/// Takes the same steps in two trainers that share each step's shards, and in one.
/// @param of_first  the shards of the first one
void expect_same_bits(const ShardChoice& of_first) {
  Bench alone = tiny_bench();
  Bench one = tiny_bench();
  Bench other = tiny_bench();
  StepParts parts;
  parts.shards = up_to_four_shards;
  Trainer trainer(alone.model, alone.data, in_file_order(4), parts);
  Exchange exchange;
  Trainer first(one.model, one.data, in_file_order(4), sharing_parts(exchange, 0, of_first));
  const auto others = [&](std::size_t shard, std::size_t shards) { return !of_first(shard, shards); };
  Trainer second(other.model, other.data, in_file_order(4), sharing_parts(exchange, 1, others));
  for (int i = 0; i < 50; ++i) {  // of 4 examples and 1 in turn
    const StepResult expected = trainer.step();
    for (const StepResult& step : step_together(first, second)) {
      EXPECT_EQ(step.loss, expected.loss) << "step " << i;
      EXPECT_EQ(step.grad_norm, expected.grad_norm) << "step " << i;
      EXPECT_EQ(step.tokens, expected.tokens);
    }
  }
  EXPECT_EQ(one.model.parameters, alone.model.parameters);
  EXPECT_EQ(other.model.parameters, alone.model.parameters);
  EXPECT_EQ(first.state().epoch_loss_sum, trainer.state().epoch_loss_sum);
}

TEST(GradientSum, OfTwoTrainersWithHalfOfTheShardsEachIsThatOfOneBitForBit) {
  expect_same_bits([](std::size_t shard, std::size_t shards) { return shard < shards / 2; });
}

TEST(GradientSum, OfAnyOtherDivisionIsTheSame) {
  expect_same_bits([](std::size_t shard, std::size_t) { return shard % 2 == 1; });
  expect_same_bits([](std::size_t shard, std::size_t shards) { return shard == 0 || shard + 1 == shards; });
  expect_same_bits([](std::size_t shard, std::size_t) { return shard == 0; });
}

TEST(GradientSum, MayBeOneOfAllInThePlaceOfWhatThereIs) {
  Bench bench = tiny_bench();
  std::vector<float> ones(bench.model.parameters.size(), 1.0F);
  StepParts parts;
  parts.shards = up_to_four_shards;
  parts.execution.mine = [](std::size_t, std::size_t) { return false; };
  parts.execution.sum = [&ones](StepSums& step) {
    EXPECT_TRUE(step.sums.empty());
    step.sums = {{.first = 0, .count = step.shards, .gradients = ones, .loss = 7}};
    return SumProgress::complete;
  };
  Trainer trainer(bench.model, bench.data, in_file_order(4), parts);
  const StepResult step = trainer.step();
  EXPECT_EQ(step.loss, 7);
  EXPECT_NEAR(step.grad_norm, std::sqrt(static_cast<double>(ones.size())), 1e-9);
}

TEST(GradientSum, ThatLacksAShardIsRefused) {
  Bench bench = tiny_bench();
  StepParts parts;
  parts.shards = up_to_four_shards;
  parts.execution.mine = [](std::size_t shard, std::size_t) { return shard < 3; };
  Trainer trainer(bench.model, bench.data, in_file_order(4), parts);
  EXPECT_THROW(trainer.step(), std::logic_error);
}

TEST(GradientSum, ThatWaitsLeavesTheStepAsIfItHadNotBegun) {
  Bench bench = tiny_bench();
  const std::vector<float> before = bench.model.parameters;
  bool may_go_on = false;
  Trainer trainer(bench.model, bench.data, quick_options(), parts_with([&may_go_on](StepSums&) {
                    return may_go_on ? SumProgress::complete : SumProgress::waits;
                  }));
  for (int i = 0; i < 500; ++i) ASSERT_FALSE(trainer.advance());
  EXPECT_EQ(trainer.state().total_steps, 0U);
  EXPECT_EQ(bench.model.parameters, before);
  may_go_on = true;
  Bench alone = tiny_bench();
  Trainer without(alone.model, alone.data, quick_options());
  EXPECT_EQ(trainer.step().grad_norm, without.step().grad_norm);
  EXPECT_EQ(bench.model.parameters, alone.model.parameters);
}

TEST(GradientSum, ComesBeforeNormAndClipping) {
  const auto doubled = [](StepSums& step) {
    for (float& g : step.sums.front().gradients) g *= 2;
    return SumProgress::complete;
  };
  TrainingOptions options = in_file_order(2);
  options.clip_norm = 1e-3;  // every step is clipped
  Bench single = tiny_bench();
  Bench twice = tiny_bench();
  Trainer usual(single.model, single.data, options);
  Trainer trainer(twice.model, twice.data, options, parts_with(doubled));
  for (int i = 0; i < 10; ++i) {
    const double norm = usual.step().grad_norm;
    EXPECT_GT(norm, options.clip_norm);
    EXPECT_EQ(trainer.step().grad_norm, 2 * norm);
  }
  EXPECT_EQ(twice.model.parameters, single.model.parameters) << "half of the factor of twice the gradient";
}

TEST(GradientSum, IsWhatTheWeightsMoveBy) {
  Bench bench = tiny_bench();
  const std::vector<float> before = bench.model.parameters;
  const auto ones = [](StepSums& step) {
    ShardSum& sum = step.sums.front();
    std::fill(sum.gradients.begin(), sum.gradients.end(), 1.0F);
    sum.loss = 7;
    return SumProgress::complete;
  };
  Trainer trainer(bench.model, bench.data, unclipped(), parts_with(ones));
  const StepResult step = trainer.step();
  EXPECT_EQ(step.loss, 7);
  EXPECT_NEAR(step.grad_norm, std::sqrt(static_cast<double>(before.size())), 1e-9);
  for (std::size_t i = 0; i < before.size(); ++i) {
    ASSERT_NEAR(bench.model.parameters[i], before[i] - 5e-3F, 1e-7F) << "Adam's first step is the rate long";
  }
}

TEST(GradientSum, ThatIsNotFiniteIsASetbackForWhoeverSeesIt) {
  Bench bench = tiny_bench();
  bool overflows = false;
  Trainer trainer(bench.model, bench.data, unclipped(), parts_with([&overflows](StepSums& step) {
                    if (std::exchange(overflows, false)) {
                      step.sums.front().loss = std::numeric_limits<double>::infinity();
                    }
                    return SumProgress::complete;
                  }));
  trainer.step();
  overflows = true;
  const StepResult step = trainer.step();
  EXPECT_EQ(step.setback.trouble, Trouble::diverged);
  EXPECT_TRUE(step.setback.went_back);
  EXPECT_EQ(step.step, 2U);
}

TEST(StepParts, CanBeOtherThanTheUsualOnes) {
  Bench bench = tiny_bench();
  const std::vector<float> before = bench.model.parameters;
  std::vector<float> last_gradients;
  StepParts parts;
  parts.order = [](std::span<std::size_t> order, const TrainingOptions&, Phase, int) {  // the last one first
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = order.size() - 1 - i;
  };
  parts.execution.sum = [&last_gradients](StepSums& step) {
    const ShardSum& sum = step.sums.front();
    last_gradients.assign(sum.gradients.begin(), sum.gradients.end());
    return SumProgress::complete;
  };
  parts.clip = [](double, double) { return 0.25; };
  parts.rate = [](const TrainingState& state, const Learning&) { return 0.5 * static_cast<double>(state.steps_done); };
  parts.update = [](std::span<float> parameters, std::span<float>, std::span<float>, std::span<const float> gradients,
                    const AdamStep& step) {  // gradient descent
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      parameters[i] -= static_cast<float>(step.factor * step.learning_rate) * gradients[i];
    }
  };
  Trainer trainer(bench.model, bench.data, unclipped(), parts);
  // Predicted tokens of the five facts are 6, 7, 4, 6, 6.
  EXPECT_EQ(trainer.step().tokens, 6U + 6U);
  EXPECT_EQ(bench.model.parameters, before) << "at a rate of 0";
  const StepResult step = trainer.step();
  EXPECT_EQ(step.tokens, 4U + 7U);
  EXPECT_EQ(step.learning_rate, 0.5);
  for (std::size_t i = 0; i < before.size(); ++i) {
    ASSERT_EQ(bench.model.parameters[i], before[i] - 0.25F * 0.5F * last_gradients[i]);
  }
}

}  // namespace
}  // namespace glassgpt
