#include "core/inspect/training_cost.h"

#include <gtest/gtest.h>

#include "tests/support/errors.h"

namespace glassgpt {
namespace {

using testing::error_of;

/// @param arrays  of parameters: weights, good ones, two moments, and the gradients of shards that wait for each other
/// @param of_shard  examples
void expect_cost(const ModelConfig& config, int batch_size, int length, double arrays, double of_shard) {
  const TrainingCost cost = training_cost(config, batch_size, length);
  const double V = config.vocab_size, C = config.max_seq_len, d = config.embedding_dim, h = config.hidden_dim;
  const double L = config.num_layers, H = config.num_heads, B = of_shard, T = length;

  const double parameters = 2 * V * d + C * d + L * (4 * d * d + 2 * d * h + h + 5 * d);
  EXPECT_EQ(static_cast<double>(cost.parameters), parameters);

  // Each row keeps its embedding, its logits, and of each block q, k, v, z, two sums, two norms, hidden, and mean and
  // deviation of two norms; backward, five gradients of width d and one of h
  // are needed at once. Attention keeps H T^2 an example and
  // block, and once T^2.
  const double activations = B * T * (d + V + L * (8 * d + h + 4) + 5 * d + h) + B * L * H * T * T + T * T;
  EXPECT_EQ(cost.bytes, 4 * (arrays * parameters + activations));

  // Two operations for each weight of a matrix, and for each pair of a query and a key it sees, in q k^T and P v; of
  // which a token has (T + 1) / 2. Backward takes twice as many as forward.
  const double forward = 2 * (L * (4 * d * d + 2 * d * h) + d * V) + L * 4 * d * (T + 1) / 2;
  EXPECT_DOUBLE_EQ(cost.flops_per_token, 3 * forward);
}

TEST(TrainingCost, IsThatOfTheFormulas) {
  const ModelConfig config = {
      .vocab_size = 1000, .max_seq_len = 80, .embedding_dim = 128, .hidden_dim = 256, .num_layers = 3, .num_heads = 4};
  expect_cost(config, 1, 80, 5, 1);
  expect_cost(config, 16, 20, 6, 8);  // two shards
  expect_cost(config, 15, 80, 7, 4);  // four, of which at most two sums and a shard wait
}

TEST(TrainingCost, CountsWhatNoMemoryHolds) {
  const ModelConfig largest = {.vocab_size = 10'000,
                               .max_seq_len = 512,
                               .embedding_dim = 1024,
                               .hidden_dim = 4096,
                               .num_layers = 12,
                               .num_heads = 1024};
  expect_cost(largest, 4096, 512, 9, 256);  // sixteen shards
}

TEST(TrainingCost, RefusesNumbersOutOfRange) {
  const ModelConfig config = {
      .vocab_size = 10, .max_seq_len = 8, .embedding_dim = 4, .hidden_dim = 4, .num_layers = 1, .num_heads = 2};
  EXPECT_EQ(error_of([&] { training_cost(config, 0, 8); }),
            "training cost: the batch size is 0; choose a whole number from 1 to 2147483647");
  EXPECT_EQ(error_of([&] { training_cost(config, 1, 9); }),
            "training cost: the length is 9; choose a whole number from 1 to 8");
  EXPECT_EQ(error_of([&] { training_cost(config, 1, 0); }),
            "training cost: the length is 0; choose a whole number from 1 to 8");
  ModelConfig wrong = config;
  wrong.num_heads = 3;
  EXPECT_EQ(error_of([&] { training_cost(wrong, 1, 8); }),
            "model sizes: num_heads is 3 and embedding_dim is 4; choose a number of heads that divides the embedding "
            "dimension");
}

}  // namespace
}  // namespace glassgpt
