#include "core/model/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/rng.h"
#include "core/model/transformer.h"

namespace glassgpt {
namespace {

constexpr ModelConfig kTiny = {
    .vocab_size = 7, .max_seq_len = 6, .embedding_dim = 8, .hidden_dim = 10, .num_layers = 2, .num_heads = 2};

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

Plan step_plan(const ModelConfig& config, const Batch& batch, double limit) {
  Plan plan(limit);
  plan.add_forward(config, batch);
  plan.add_loss(config, batch);
  plan.add_backward(config, batch);
  return plan;
}

/// Which operation of which layer runs, and which way.
using Kind = std::tuple<Operation, Direction, int>;

Kind kind_of(const Piece& piece) {
  return {piece.operation, piece.direction, piece.layer};
}

std::vector<Kind> order_of(const Plan& plan) {
  std::vector<Kind> kinds;
  for (const Piece& piece : plan.pieces()) kinds.push_back(kind_of(piece));
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  return kinds;
}

double operations_of(const Plan& plan) {
  double sum = 0;
  for (const Piece& piece : plan.pieces()) sum += piece.operations;
  return sum;
}

constexpr double kWhole = std::numeric_limits<double>::infinity();

TEST(Plan, WithoutALimitIsOneAfterTheOther) {
  const Batch batch = batch_of({5, 3});
  const Plan plan = step_plan(kTiny, batch, kWhole);
  std::vector<std::string> names;
  for (const Piece& piece : plan.pieces()) names.emplace_back(operation_name(piece.operation));
  const std::vector<std::string> block = {"query_key_value", "attention", "attention_output", "norm1", "expand",
                                          "contract",        "norm2"};
  std::vector<std::string> expected = {"embedding"};
  for (int layer = 0; layer < 2; ++layer) expected.insert(expected.end(), block.begin(), block.end());
  expected.insert(expected.end(), {"output_projection", "loss"});
  // Backward all the same from its end, the embedding at last.
  const std::vector<std::string> there = expected;
  expected.insert(expected.end(), there.rbegin(), there.rend());
  EXPECT_EQ(names, expected);
}

TEST(Plan, CountsTheOperationsOfItsProducts) {
  const Batch batch = batch_of({5, 3});
  // 8 rows: a layer has 3 [8, 8] for query, key and value, one [8, 8], [8, 10] and [10, 8]; then [8, 7] for the logits.
  // 15 + 6 pairs of a query and a key that it sees, each twice over 8 columns.
  const double forward = 2 * (2 * 8 * (4 * 8 * 8 + 8 * 10 + 10 * 8) + 21 * 2 * 2 * 8) + 2 * 8 * 8 * 7;
  Plan plan(kWhole);
  plan.add_forward(kTiny, batch);
  EXPECT_DOUBLE_EQ(operations_of(plan), forward);
  plan.clear();
  plan.add_backward(kTiny, batch);
  EXPECT_DOUBLE_EQ(operations_of(plan), 2 * forward);
  // However it is cut, the work stays the same.
  EXPECT_NEAR(operations_of(step_plan(kTiny, batch, 100)), 3 * forward, 1e-6);
}

/// Sizes of all kinds: small ones, the defaults, wide, long, many words; and batches of one and of many examples.
struct Sizes {
  ModelConfig config;
  std::vector<int> lengths;
};

class PlanOfSizes : public ::testing::TestWithParam<Sizes> {};

TEST_P(PlanOfSizes, CoversEveryRowAndColumnOnceInTheSameOrder) {
  const auto& [config, lengths] = GetParam();
  const Batch batch = batch_of(lengths);
  const Plan whole = step_plan(config, batch, kWhole);
  for (const double limit : {kPieceOperations, kPieceOperations / 10}) {
    const Plan cut = step_plan(config, batch, limit);
    EXPECT_EQ(order_of(cut), order_of(whole));
    std::map<Kind, double> areas;
    for (const Piece& piece : cut.pieces()) {
      areas[kind_of(piece)] += static_cast<double>(piece.rows.count) * static_cast<double>(piece.columns.count);
    }
    for (const Piece& piece : whole.pieces()) {
      EXPECT_EQ(areas[kind_of(piece)], static_cast<double>(piece.rows.count * piece.columns.count))
          << operation_name(piece.operation);
      EXPECT_EQ(piece.rows.count, batch.rows());
    }
    // Together with the areas: no piece begins where another one of its operation lies.
    std::map<std::tuple<Kind, Index, Index>, int> corners;
    for (const Piece& piece : cut.pieces()) {
      EXPECT_EQ((++corners[{kind_of(piece), piece.rows.first, piece.columns.first}]), 1);
      EXPECT_LE(piece.rows.first + piece.rows.count, batch.rows());
    }
  }
}

TEST_P(PlanOfSizes, KeepsPiecesBelowTheLimit) {
  const auto& [config, lengths] = GetParam();
  const Batch batch = batch_of(lengths);
  const Plan plan = step_plan(config, batch, kPieceOperations);
  for (const Piece& piece : plan.pieces()) {
    const bool one_head = piece.columns.count == config.head_dim();
    if (piece.operation == Operation::attention && one_head) continue;  // cannot be cut any further
    EXPECT_LE(piece.operations, kPieceOperations) << operation_name(piece.operation);
  }
}

TEST_P(PlanOfSizes, CutsAttentionBetweenExamplesAndHeads) {
  const auto& [config, lengths] = GetParam();
  const Batch batch = batch_of(lengths);
  const auto is_start = [&](Index row) { return std::count(batch.starts.begin(), batch.starts.end(), row) == 1; };
  const Plan plan = step_plan(config, batch, kPieceOperations / 100);
  for (const Piece& piece : plan.pieces()) {
    if (piece.operation != Operation::attention) continue;
    EXPECT_TRUE(is_start(piece.rows.first));
    EXPECT_TRUE(is_start(piece.rows.first + piece.rows.count));
    EXPECT_EQ(piece.columns.first % config.head_dim(), 0);
    EXPECT_EQ(piece.columns.count % config.head_dim(), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, PlanOfSizes,
    ::testing::Values(Sizes{kTiny, {5, 3, 6}}, Sizes{{.vocab_size = 1024}, std::vector<int>(16, 80)},
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

TEST(Plan, CutsParametersIntoRanges) {
  Plan plan(kElementOperations * 1000);
  plan.add_update(Operation::adam, 2501);
  Index next = 0;
  ASSERT_EQ(plan.pieces().size(), 3U);
  for (const Piece& piece : plan.pieces()) {
    EXPECT_EQ(piece.direction, Direction::update);
    EXPECT_EQ(piece.rows.first, next);
    EXPECT_LE(piece.rows.count, 1000);
    next += piece.rows.count;
  }
  EXPECT_EQ(next, 2501);
}

TEST(Pieces, GiveTheSameLossAndGradientsHoweverSmall) {
  Model<double> model(kTiny);
  Rng rng(5);
  for (double& value : model.parameters) value = 0.5 * rng.normal();
  Batch batch = batch_of({6, 1, 4, 3});
  batch.targets[2] = kNoTarget;

  // The oracle: whole operations, whose gradients are compared with differences and with PyTorch's elsewhere.
  Activations<double> act;
  std::vector<double> gradients(model.parameters.size());
  forward<double>(model, batch, act, true);
  const double loss = loss_forward<double>(batch, act);
  backward<double>(model, batch, act, gradients);

  for (const double limit : {5000.0, 500.0, 1.0}) {
    Activations<double> cut;
    std::vector<double> cut_gradients(gradients.size());
    cut.prepare(model.config, batch, true);
    const Plan plan = step_plan(kTiny, batch, limit);
    for (const Piece& piece : plan.pieces()) run_piece<double>(piece, model, batch, cut, cut_gradients);
    EXPECT_NEAR(cut.loss, loss, 1e-14);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      ASSERT_NEAR(cut_gradients[i], gradients[i], 1e-13) << "parameter " << i << ", limit " << limit;
    }
  }
  EXPECT_GT(step_plan(kTiny, batch, 1).pieces().size(), 20 * step_plan(kTiny, batch, kWhole).pieces().size());
}

TEST(Pieces, OfPickedRowsGiveTheLossAndGradientsOfIgnoredTargets) {
  Model<double> model(kTiny);
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
    act.prepare(model.config, batch, true);
    const Plan plan = step_plan(kTiny, batch, limit);
    for (const Piece& piece : plan.pieces()) run_piece<double>(piece, model, batch, act, gradients);
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
