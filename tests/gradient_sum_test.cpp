#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
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

/// Adds up the gradients of two workers that take their steps side by side.
class TwoWorkers {
 public:
  /// What stands in a worker's step.
  GradientSum sum_of(std::size_t worker) {
    return [this, worker](LossGradient& shard) { return take_part(worker, shard); };
  }

 private:
  struct Part {
    std::vector<float> gradients;
    double loss = 0;
    std::size_t tokens = 0;
    bool is_there = false;
  };

  bool take_part(std::size_t worker, LossGradient& shard) {
    Part& own = parts_[worker];
    const Part& other = parts_[1 - worker];
    if (!own.is_there) {
      own = {.gradients = {shard.gradients.begin(), shard.gradients.end()},
             .loss = shard.loss,
             .tokens = shard.tokens,
             .is_there = true};
    }
    if (!other.is_there) return false;
    // Both add in the same order.
    const auto [a, b] = std::pair<const Part&, const Part&>(parts_[0], parts_[1]);
    shard.tokens = a.tokens + b.tokens;
    const double share_a = static_cast<double>(a.tokens) / static_cast<double>(shard.tokens);
    const double share_b = static_cast<double>(b.tokens) / static_cast<double>(shard.tokens);
    shard.loss = share_a * a.loss + share_b * b.loss;
    for (std::size_t i = 0; i < shard.gradients.size(); ++i) {
      shard.gradients[i] = static_cast<float>(share_a * static_cast<double>(a.gradients[i]) +
                                              share_b * static_cast<double>(b.gradients[i]));
    }
    taken_ += 1;
    if (taken_ % 2 == 0) parts_[0].is_there = parts_[1].is_there = false;
    return true;
  }

  std::array<Part, 2> parts_;
  int taken_ = 0;
};

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

/// Of the facts, those at these places.
PhaseData facts_at(const PhaseData& data, std::initializer_list<std::size_t> places) {
  PhaseData some;
  for (const std::size_t i : places) some[0].sequences.append(data[0].sequences[i]);
  return some;
}

TEST(GradientSum, OfTwoWorkersWithHalfOfEachBatchTrainsAsOneWithTheWholeBatch) {
  const PhaseData data = tiny_bench().data;
  Model<float> whole = tiny_bench().model;
  Trainer trainer(whole, facts_at(data, {0, 1, 2, 3}), in_file_order(4));

  TwoWorkers workers;
  std::array<Model<float>, 2> halves = {whole, whole};
  Trainer first(halves[0], facts_at(data, {0, 1}), in_file_order(2), {.sum = workers.sum_of(0)});
  Trainer second(halves[1], facts_at(data, {2, 3}), in_file_order(2), {.sum = workers.sum_of(1)});
  for (int i = 0; i < 20; ++i) {
    const StepResult expected = trainer.step();
    const std::array<StepResult, 2> both = step_together(first, second);
    for (const StepResult& step : both) {
      EXPECT_NEAR(step.loss, expected.loss, 1e-6 * expected.loss) << "step " << i;
      EXPECT_NEAR(step.grad_norm, expected.grad_norm, 1e-5 * expected.grad_norm) << "step " << i;
    }
    EXPECT_EQ(both[0].tokens + both[1].tokens, expected.tokens);
    ASSERT_EQ(halves[0].parameters, halves[1].parameters) << "the workers see the same sum, bit for bit";
  }
  EXPECT_EQ(first.state().first_moment, second.state().first_moment);
  EXPECT_EQ(first.state().epoch_loss_sum, second.state().epoch_loss_sum);
  // The sums are the same but for the order in which they are rounded.
  double difference = 0;
  double length = 0;
  for (std::size_t i = 0; i < whole.parameters.size(); ++i) {
    difference += std::pow(static_cast<double>(halves[0].parameters[i]) - static_cast<double>(whole.parameters[i]), 2);
    length += std::pow(static_cast<double>(whole.parameters[i]), 2);
  }
  EXPECT_LT(std::sqrt(difference / length), 1e-5);
}

TEST(GradientSum, OfTwoWorkersWithTheSameBatchIsThatOfOneBitForBit) {
  Bench alone = tiny_bench();
  Trainer trainer(alone.model, alone.data, quick_options());
  TwoWorkers workers;
  Bench one = tiny_bench();
  Bench other = tiny_bench();
  Trainer first(one.model, one.data, quick_options(), {.sum = workers.sum_of(0)});
  Trainer second(other.model, other.data, quick_options(), {.sum = workers.sum_of(1)});
  for (int i = 0; i < 50; ++i) {
    const StepResult expected = trainer.step();
    for (const StepResult& step : step_together(first, second)) {
      EXPECT_EQ(step.loss, expected.loss);
      EXPECT_EQ(step.grad_norm, expected.grad_norm);
    }
  }
  EXPECT_EQ(one.model.parameters, alone.model.parameters);
  EXPECT_EQ(other.model.parameters, alone.model.parameters);
}

TEST(GradientSum, ThatWaitsLeavesTheStepAsIfItHadNotBegun) {
  Bench bench = tiny_bench();
  const std::vector<float> before = bench.model.parameters;
  bool may_go_on = false;
  Trainer trainer(bench.model, bench.data, quick_options(), {.sum = [&may_go_on](LossGradient&) { return may_go_on; }});
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
  const auto doubled = [](LossGradient& shard) {
    for (float& g : shard.gradients) g *= 2;
    return true;
  };
  TrainingOptions options = in_file_order(2);
  options.clip_norm = 1e-3;  // every step is clipped
  Bench single = tiny_bench();
  Bench twice = tiny_bench();
  Trainer usual(single.model, single.data, options);
  Trainer trainer(twice.model, twice.data, options, {.sum = doubled});
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
  const auto ones = [](LossGradient& shard) {
    std::fill(shard.gradients.begin(), shard.gradients.end(), 1.0F);
    shard.loss = 7;
    return true;
  };
  Trainer trainer(bench.model, bench.data, unclipped(), {.sum = ones});
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
  Trainer trainer(bench.model, bench.data, unclipped(), {.sum = [&overflows](LossGradient& shard) {
                    if (std::exchange(overflows, false)) shard.loss = std::numeric_limits<double>::infinity();
                    return true;
                  }});
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
  parts.sum = [&last_gradients](LossGradient& shard) {
    last_gradients.assign(shard.gradients.begin(), shard.gradients.end());
    return true;
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
