#include "core/train/data_order.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace glassgpt {
namespace {

/// Examples that predict 1, 2, 3… tokens: so many of each phase.
PhaseData lengths(std::size_t pretrain, std::size_t tune) {
  PhaseData data;
  for (const auto& [phase, count] : {std::pair{0U, pretrain}, std::pair{1U, tune}}) {
    for (std::size_t i = 1; i <= count; ++i) data[phase].sequences.append(std::vector<TokenId>(i + 1, 2));
  }
  return data;
}

TrainingState state_of(int pretrain_epochs, int tune_epochs, bool shuffle) {
  TrainingState state;
  state.options.pretrain.epochs = pretrain_epochs;
  state.options.tune.epochs = tune_epochs;
  state.options.batch_size = 2;
  state.options.shuffle = shuffle;
  return state;
}

/// The lengths of a run's examples, by batch.
std::vector<std::vector<Index>> batches_of_run(DataOrder& order, TrainingState state) {
  std::vector<std::vector<Index>> batches;
  Batch batch;
  for (bool done = false; !done; done = order.move_on(state)) {
    order.fill(batch, state);
    state.examples_done += static_cast<std::uint64_t>(batch.examples());
    std::vector<Index>& examples = batches.emplace_back();
    for (std::size_t i = 1; i < batch.starts.size(); ++i) examples.push_back(batch.starts[i] - batch.starts[i - 1]);
  }
  return batches;
}

TEST(DataOrder, GoesThroughEpochsAndPhasesInBatches) {
  DataOrder order(lengths(3, 2), order_examples);
  TrainingState state = state_of(2, 1, false);
  order.begin_phase(state, Phase::pretrain);
  EXPECT_EQ(batches_of_run(order, state), (std::vector<std::vector<Index>>{{1, 2}, {3}, {1, 2}, {3}, {1, 2}}));
}

TEST(DataOrder, EndsBeforeAPhaseWithoutEpochs) {
  DataOrder order(lengths(2, 2), order_examples);
  TrainingState state = state_of(1, 0, false);
  order.begin_phase(state, Phase::pretrain);
  EXPECT_EQ(batches_of_run(order, state), (std::vector<std::vector<Index>>{{1, 2}}));
}

TEST(DataOrder, FollowsFromSeedPhaseAndEpochAlone) {
  const auto order_of = [](std::uint64_t seed, Phase phase, int epoch) {
    TrainingOptions options;
    options.seed = seed;
    std::vector<std::size_t> order(8);
    order_examples(order, options, phase, epoch);
    return order;
  };
  // By SplitMix64, xoshiro256** and Fisher-Yates, worked out in Python.
  EXPECT_EQ(order_of(1, Phase::pretrain, 0), (std::vector<std::size_t>{6, 0, 5, 3, 1, 7, 2, 4}));
  EXPECT_EQ(order_of(1, Phase::pretrain, 1), (std::vector<std::size_t>{1, 2, 5, 0, 3, 4, 7, 6}));
  EXPECT_EQ(order_of(1, Phase::tune, 0), (std::vector<std::size_t>{5, 1, 6, 4, 0, 7, 2, 3}));
  EXPECT_EQ(order_of(2, Phase::pretrain, 0), (std::vector<std::size_t>{5, 1, 6, 2, 4, 0, 7, 3}));
}

TEST(DataOrder, OfAResumedRunIsThatOfTheEpochUnderWay) {
  TrainingState state = state_of(3, 0, true);
  DataOrder whole(lengths(5, 0), order_examples);
  state.pretrain_data = fingerprint(whole.data(Phase::pretrain).sequences);
  state.tune_data = fingerprint(whole.data(Phase::tune).sequences);
  whole.begin_phase(state, Phase::pretrain);
  const std::vector<std::vector<Index>> all = batches_of_run(whole, state);
  ASSERT_EQ(all.size(), 9U);
  state.epochs_done = 1;
  state.examples_done = 2;
  DataOrder rest(lengths(5, 0), order_examples);
  rest.resume(state);
  EXPECT_EQ(batches_of_run(rest, state), std::vector<std::vector<Index>>(all.begin() + 4, all.end()));
}

}  // namespace
}  // namespace glassgpt
