#include "core/model/work_schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/base/rng.h"
#include "core/model/transformer.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::kTinyModel;

/// Examples of these many rows each, every row predicted.
Batch batch_of(const std::vector<int>& lengths) {
  Batch batch;
  TokenId id = 0;
  for (const int length : lengths) {
    std::vector<TokenId> ids;
    for (int i = 0; i <= length; ++i) ids.push_back(id++ % 7);
    batch.append(ids);
  }
  return batch;
}

WorkSchedule step_schedule(const Network& network, const Batch& batch, double limit) {
  WorkSchedule schedule(limit);
  schedule.add_forward(network, batch);
  schedule.add_loss(network, batch);
  schedule.add_backward(network, batch);
  return schedule;
}

const std::string& name_of(const Network& network, const WorkItem& item) {
  return network.operations()[item.operation]->wiring().name;
}

/// Which operation runs, and which way.
using Kind = std::pair<std::size_t, Direction>;

Kind kind_of(const WorkItem& item) {
  return {item.operation, item.direction};
}

std::vector<Kind> order_of(const WorkSchedule& schedule) {
  std::vector<Kind> kinds;
  for (const WorkItem& item : schedule.items()) kinds.push_back(kind_of(item));
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

double flops_of(const WorkSchedule& schedule) {
  double sum = 0;
  for (const WorkItem& item : schedule.items()) sum += item.flops;
  return sum;
}

constexpr double kWhole = std::numeric_limits<double>::infinity();

TEST(WorkSchedule, WithoutALimitIsOneAfterTheOther) {
  const Batch batch = batch_of({5, 3});
  const Network network(kTinyModel);
  const WorkSchedule schedule = step_schedule(network, batch, kWhole);
  std::vector<std::string> names;
  for (const WorkItem& item : schedule.items()) names.emplace_back(name_of(network, item));
  const std::vector<std::string> block = {"query_key_value", "attention",  "attention_output",  "norm1",
                                          "feed_forward_up", "activation", "feed_forward_down", "norm2"};
  std::vector<std::string> expected = {"embedding"};
  for (int layer = 0; layer < 2; ++layer) expected.insert(expected.end(), block.begin(), block.end());
  expected.insert(expected.end(), {"output_projection", "loss"});
  // Backward all the same from its end, the embedding at last.
  const std::vector<std::string> there = expected;
  expected.insert(expected.end(), there.rbegin(), there.rend());
  EXPECT_EQ(names, expected);
}

TEST(WorkSchedule, CountsTheOperationsOfItsProducts) {
  const Batch batch = batch_of({5, 3});
  const Network network(kTinyModel);
  // 8 rows: a layer has 3 [8, 8] for query, key and value, one [8, 8], [8, 10] and [10, 8]; then [8, 7] for the logits.
  // 15 + 6 pairs of a query and a key that it sees, each twice over 8 columns.
  const double forward = 2 * (2 * 8 * (4 * 8 * 8 + 8 * 10 + 10 * 8) + 21 * 2 * 2 * 8) + 2 * 8 * 8 * 7;
  WorkSchedule schedule(kWhole);
  schedule.add_forward(network, batch);
  EXPECT_DOUBLE_EQ(flops_of(schedule), forward);
  schedule.clear();
  schedule.add_backward(network, batch);
  EXPECT_DOUBLE_EQ(flops_of(schedule), 2 * forward);
  // However it is cut, the work stays the same.
  EXPECT_NEAR(flops_of(step_schedule(network, batch, 100)), 3 * forward, 1e-6);
}

/// Sizes of all kinds: small ones, the defaults, wide, long, many words; and batches of one and of many examples.
struct Sizes {
  ModelConfig config;
  std::vector<int> lengths;
};

class ScheduleOfSizes : public ::testing::TestWithParam<Sizes> {};

TEST_P(ScheduleOfSizes, CoversEveryRowAndColumnOnceInTheSameOrder) {
  const auto& [config, lengths] = GetParam();
  const Batch batch = batch_of(lengths);
  const Network network(config);
  const WorkSchedule whole = step_schedule(network, batch, kWhole);
  for (const double limit : {kWorkItemFlops, kWorkItemFlops / 10}) {
    const WorkSchedule cut = step_schedule(network, batch, limit);
    EXPECT_EQ(order_of(cut), order_of(whole));
    std::map<Kind, double> areas;
    for (const WorkItem& item : cut.items()) {
      areas[kind_of(item)] += static_cast<double>(item.tile.rows.count) * static_cast<double>(item.tile.columns.count);
    }
    for (const WorkItem& item : whole.items()) {
      EXPECT_EQ(areas[kind_of(item)], static_cast<double>(item.tile.rows.count * item.tile.columns.count))
          << name_of(network, item);
      EXPECT_EQ(item.tile.rows.count, batch.rows());
    }
    // Together with the areas: no item begins where another one of its operation lies.
    std::map<std::tuple<Kind, Index, Index>, int> corners;
    for (const WorkItem& item : cut.items()) {
      EXPECT_EQ((++corners[{kind_of(item), item.tile.rows.first, item.tile.columns.first}]), 1);
      EXPECT_LE(item.tile.rows.first + item.tile.rows.count, batch.rows());
    }
  }
}

TEST_P(ScheduleOfSizes, KeepsItemsBelowTheLimit) {
  const auto& [config, lengths] = GetParam();
  const Batch batch = batch_of(lengths);
  const Network network(config);
  const WorkSchedule schedule = step_schedule(network, batch, kWorkItemFlops);
  for (const WorkItem& item : schedule.items()) {
    const bool one_head = item.tile.columns.count == config.head_dim();
    if (name_of(network, item) == "attention" && one_head) continue;  // cannot be cut any further
    EXPECT_LE(item.flops, kWorkItemFlops) << name_of(network, item);
  }
}

TEST_P(ScheduleOfSizes, CutsAttentionBetweenExamplesAndHeads) {
  const auto& [config, lengths] = GetParam();
  const Batch batch = batch_of(lengths);
  const Network network(config);
  const auto is_start = [&](Index row) { return std::count(batch.starts.begin(), batch.starts.end(), row) == 1; };
  const WorkSchedule schedule = step_schedule(network, batch, kWorkItemFlops / 100);
  for (const WorkItem& item : schedule.items()) {
    if (name_of(network, item) != "attention") continue;
    EXPECT_TRUE(is_start(item.tile.rows.first));
    EXPECT_TRUE(is_start(item.tile.rows.first + item.tile.rows.count));
    EXPECT_EQ(item.tile.columns.first % config.head_dim(), 0);
    EXPECT_EQ(item.tile.columns.count % config.head_dim(), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, ScheduleOfSizes,
    ::testing::Values(Sizes{kTinyModel, {5, 3, 6}}, Sizes{{.vocab_size = 1024}, std::vector<int>(16, 80)},
                      Sizes{{.vocab_size = 1024}, {1, 80, 3, 77, 20}},
                      Sizes{{.vocab_size = 10'000,
                             .max_seq_len = 512,
                             .embedding_dim = 1024,
                             .hidden_dim = 4096,
                             .num_layers = 2,
                             .num_heads = 16},
                            {512, 512, 100}},
                      Sizes{{.vocab_size = 65,
                             .max_seq_len = 256,
                             .embedding_dim = 384,
                             .hidden_dim = 1536,
                             .num_layers = 6,
                             .num_heads = 6},
                            {256, 256}},
                      Sizes{{.vocab_size = 501, .max_seq_len = 512, .embedding_dim = 1023, .num_heads = 3}, {511}}));

TEST(WorkSchedule, CutsParametersIntoRanges) {
  WorkSchedule schedule(kElementFlops * 1000);
  schedule.add_update(0, 2501);
  Index next = 0;
  ASSERT_EQ(schedule.items().size(), 3U);
  for (const WorkItem& item : schedule.items()) {
    EXPECT_EQ(item.direction, Direction::update);
    EXPECT_EQ(item.tile.rows.first, next);
    EXPECT_LE(item.tile.rows.count, 1000);
    next += item.tile.rows.count;
  }
  EXPECT_EQ(next, 2501);
}

TEST(WorkItems, GiveTheSameLossAndGradientsHoweverSmall) {
  Model<double> model(kTinyModel);
  const Network& network = model.network;
  Rng rng(5);
  for (double& value : model.parameters) value = 0.5 * rng.normal();
  Batch batch = batch_of({6, 1, 4, 3});
  batch.targets[2] = kNoTarget;

  // The oracle: whole operations, whose gradients are compared with differences and with PyTorch's elsewhere.
  Activations<double> act;
  std::vector<double> gradients(model.parameters.size());
  forward<double>(model, batch, act, Keep::gradients);
  const double loss = loss_forward<double>(model, batch, act);
  backward<double>(model, batch, act, gradients);

  for (const double limit : {5000.0, 500.0, 1.0}) {
    Activations<double> cut;
    std::vector<double> cut_gradients(gradients.size());
    cut.prepare(model.network, batch, Keep::gradients);
    const WorkSchedule schedule = step_schedule(network, batch, limit);
    for (const WorkItem& item : schedule.items()) run_item<double>(item, model, batch, cut, cut_gradients);
    EXPECT_NEAR(cut.loss, loss, 1e-14);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      ASSERT_NEAR(cut_gradients[i], gradients[i], 1e-13) << "parameter " << i << ", limit " << limit;
    }
  }
  EXPECT_GT(step_schedule(network, batch, 1).items().size(), 20 * step_schedule(network, batch, kWhole).items().size());
}

TEST(WorkItems, OfPickedRowsGiveTheLossAndGradientsOfIgnoredTargets) {
  Model<double> model(kTinyModel);
  const Network& network = model.network;
  Rng rng(6);
  for (double& value : model.parameters) value = 0.5 * rng.normal();
  const std::vector<std::vector<TokenId>> examples = {{2, 5, 5, 3, 1}, {4, 1}, {3, 2, 4, 0, 1}};
  const std::vector<std::size_t> first_targets = {3, 1, 4};
  Batch picked;
  Batch ignored;  // the oracle: logits of all rows, of which some count for nothing
  for (std::size_t i = 0; i < examples.size(); ++i) {
    picked.append(examples[i], first_targets[i]);
    ignored.append(examples[i]);
    const auto first = static_cast<std::size_t>(ignored.starts[i]);
    std::fill_n(ignored.targets.begin() + static_cast<std::ptrdiff_t>(first), first_targets[i] - 1, kNoTarget);
  }
  EXPECT_EQ(picked.targets, ignored.targets);
  EXPECT_EQ(picked.logit_rows(), 2 + 1 + 1);
  EXPECT_EQ(picked.predicted(), picked.logit_rows());

  const auto step = [&](const Batch& batch, double limit, std::vector<double>& gradients) {
    Activations<double> act;
    act.prepare(model.network, batch, Keep::gradients);
    const WorkSchedule schedule = step_schedule(network, batch, limit);
    for (const WorkItem& item : schedule.items()) run_item<double>(item, model, batch, act, gradients);
    return act.loss;
  };
  std::vector<double> expected(model.parameters.size());
  const double loss = step(ignored, kWhole, expected);
  for (const double limit : {kWhole, 500.0, 1.0}) {
    std::vector<double> gradients(expected.size());
    EXPECT_NEAR(step(picked, limit, gradients), loss, 1e-14);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(gradients[i], expected[i], 1e-13) << "parameter " << i << ", limit " << limit;
    }
  }
}

}  // namespace
}  // namespace glassgpt
