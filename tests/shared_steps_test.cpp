#include "core/train/shared_steps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/train/shard_packing.h"
#include "core/train/step_helper.h"
#include "core/train/trainer.h"
#include "tests/support/tiny.h"
#include "tests/support/tiny_trainer.h"

// Helpers that have neither data nor run take part in a trainer's steps, and no bit changes: whoever they are, however
// many, and whether they stay.

namespace glassgpt {
namespace {

using testing::Bench;
using testing::quick_options;
using testing::tiny_bench;
using testing::up_to_four_shards;

/// Batches of 4 ragged examples and of 1, both phases, the answers alone in the second.
TrainingOptions helped_options() {
  TrainingOptions options = quick_options();
  options.pretrain.epochs = 4;
  options.tune.epochs = 4;
  options.batch_size = 4;
  options.answers_only = true;
  return options;
}

StepParts helped_parts(StepExecution execution) {
  StepParts parts;
  parts.shards = up_to_four_shards;
  parts.execution = std::move(execution);
  return parts;
}

/// A trainer and helpers for it, as whoever carries messages between them sees them.
struct Helped {
  Bench bench = tiny_bench();
  SharedSteps shared;
  Trainer trainer{bench.model, bench.data, helped_options(), helped_parts(shared.execution())};
  std::vector<StepHelper> helpers = std::vector<StepHelper>(3, StepHelper(bench.model.config));

  /// A helper's part of the step under way.
  void help(std::size_t helper) {
    StepHelper& it = helpers[helper];
    std::copy(bench.model.parameters.begin(), bench.model.parameters.end(), it.parameters().begin());
    for (const ShardSum& sum : it.work(shared.task(helper))) {
      const std::span<float> room = shared.bring(sum, sum.gradients.size());
      std::copy(sum.gradients.begin(), sum.gradients.end(), room.begin());
    }
  }

  /// Until the trainer waits, or a step has ended.
  std::optional<StepResult> advance() {
    std::optional<StepResult> result;
    do {
      result = trainer.advance();
    } while (!result && !trainer.waits());
    return result;
  }

  /// A whole step. The helpers answer in the reverse of their order.
  StepResult step() {
    std::optional<StepResult> result = advance();
    for (; !result; result = advance()) {
      for (std::size_t helper = shared.helpers(); helper-- > 0;) help(helper);
    }
    return *result;
  }
};

struct Reference {
  std::vector<double> losses;
  std::vector<double> norms;
  std::vector<float> weights;
};

const Reference& trained_alone() {
  static const Reference reference = [] {
    Bench bench = tiny_bench();
    Trainer trainer(bench.model, bench.data, helped_options(), helped_parts({}));
    Reference it;
    while (!trainer.done()) {
      const StepResult step = trainer.step();
      it.losses.push_back(step.loss);
      it.norms.push_back(step.grad_norm);
    }
    it.weights = bench.model.parameters;
    return it;
  }();
  return reference;
}

void expect_as_alone(const StepResult& step) {
  const auto place = static_cast<std::size_t>(step.step - 1);
  EXPECT_EQ(step.loss, trained_alone().losses[place]) << "step " << step.step;
  EXPECT_EQ(step.grad_norm, trained_alone().norms[place]) << "step " << step.step;
}

TEST(SharedSteps, HaveTheBitsOfATrainerAloneForAnyNumberOfHelpers) {
  for (const std::size_t helpers : {0U, 1U, 2U, 3U, 7U}) {
    SCOPED_TRACE(helpers);
    Helped helped;
    helped.shared.set_helpers(helpers);
    while (!helped.trainer.done()) expect_as_alone(helped.step());
    EXPECT_EQ(helped.bench.model.parameters, trained_alone().weights);
  }
}

TEST(SharedSteps, HaveThemWhenHelpersComeAndGo) {
  Helped helped;
  for (std::size_t i = 0; !helped.trainer.done(); ++i) {
    helped.shared.set_helpers(i % 4);
    expect_as_alone(helped.step());
  }
  EXPECT_EQ(helped.bench.model.parameters, trained_alone().weights);
}

TEST(SharedSteps, BeginAgainWithoutAHelperThatIsLost) {
  Helped helped;
  helped.shared.set_helpers(2);
  expect_as_alone(helped.step());
  while (helped.shared.shards() == 1 || helped.shared.number() == 1) helped.trainer.advance();
  const std::uint32_t lost = helped.shared.number();
  ASSERT_EQ(helped.shared.helpers(), 2U);
  helped.help(1);  // the other one is lost
  ASSERT_FALSE(helped.advance());
  helped.shared.set_helpers(1);
  helped.shared.begin_again();
  while (!helped.trainer.done()) expect_as_alone(helped.step());
  EXPECT_GT(helped.shared.number(), lost + 1);
  EXPECT_EQ(helped.bench.model.parameters, trained_alone().weights);
}

TEST(SharedSteps, GoOnWhereAllThatIsLostWasBroughtBefore) {
  Helped helped;
  helped.shared.set_helpers(1);
  ASSERT_FALSE(helped.advance());
  helped.help(0);
  const std::uint32_t number = helped.shared.number();
  const std::optional<StepResult> step = helped.advance();
  ASSERT_TRUE(step);
  helped.shared.set_helpers(0);
  helped.shared.begin_again();
  EXPECT_EQ(helped.shared.number(), number);
  expect_as_alone(helped.step());
}

TEST(SharedSteps, LeaveWeightsAndStateAloneWhileTheyWait) {
  Helped helped;
  helped.shared.set_helpers(3);
  const std::vector<float> before = helped.bench.model.parameters;
  ASSERT_FALSE(helped.advance());
  for (int i = 0; i < 10; ++i) ASSERT_FALSE(helped.trainer.advance());
  EXPECT_EQ(helped.trainer.state().total_steps, 0U);
  EXPECT_EQ(helped.bench.model.parameters, before);
}

TEST(SharedSteps, LeaveAStepOfOneShardToTheTrainer) {
  Helped helped;
  helped.shared.set_helpers(3);
  helped.step();  // of 4 examples
  while (helped.shared.number() == 1) helped.trainer.advance();
  EXPECT_EQ(helped.shared.shards(), 1U);
  EXPECT_EQ(helped.shared.helpers(), 0U);
}

TEST(PackedShards, BecomeTheSameAgain) {
  Batch batch;
  batch.append(std::array<TokenId, 4>{5, 6, 7, 8}, 2);
  batch.append(std::array<TokenId, 3>{9, 10, 11});
  batch.append(std::array<TokenId, 2>{12, 13});
  std::vector<Batch> shards(2);
  cut_into_shards(batch, shards);
  std::vector<Batch> places(kMostShards);
  EXPECT_EQ(unpack_shards(pack_shards(shards, 0, 2), places), (std::vector<std::size_t>{0, 1}));
  for (std::size_t i = 0; i < shards.size(); ++i) {
    EXPECT_EQ(places[i].inputs, shards[i].inputs);
    EXPECT_EQ(places[i].targets, shards[i].targets);
    EXPECT_EQ(places[i].starts, shards[i].starts);
    EXPECT_EQ(places[i].picked, shards[i].picked);
    EXPECT_EQ(places[i].picked_targets, shards[i].picked_targets);
    EXPECT_EQ(places[i].step_predicted, 5);
  }
}

TEST(PackedShards, ThatAreNoneAreRefused) {
  Batch batch;
  batch.append(std::array<TokenId, 3>{5, 6, 7});
  std::vector<std::int32_t> packed = pack_shards(std::array{batch}, 0, 1);
  std::vector<Batch> places(kMostShards);
  packed.pop_back();
  EXPECT_THROW(unpack_shards(packed, places), std::logic_error);
  EXPECT_THROW(unpack_shards(std::array{16}, places), std::logic_error);
  EXPECT_THROW(unpack_shards(std::array{-1}, places), std::logic_error);
}

}  // namespace
}  // namespace glassgpt
