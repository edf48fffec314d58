#include "core/inspect/training_cost.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace glassgpt {
namespace {

TEST(TrainingCost, IsThatOfTheFormulas) {
  constexpr double V = 1000, C = 80, d = 128, h = 256, L = 3, H = 4;  // the letters of the formulas
  constexpr double B = 16, T = 20;
  const ModelConfig config = {
      .vocab_size = 1000, .max_seq_len = 80, .embedding_dim = 128, .hidden_dim = 256, .num_layers = 3, .num_heads = 4};
  const TrainingCost cost = training_cost(config, 16, 20);

  const double parameters = 2 * V * d + C * d + L * (4 * d * d + 2 * d * h + h + 5 * d);
  EXPECT_EQ(static_cast<double>(cost.parameters), parameters);

  // Each row keeps its embedding, its logits, and of each block q, k, v, z, two sums, two norms, hidden, and mean and
  // deviation of two norms; backward, six gradients of width d and one of h. Attention keeps H T^2 an example and
  // block, and once T^2.
  const double activations = B * T * (d + V + L * (8 * d + h + 4) + 6 * d + h) + B * L * H * T * T + T * T;
  EXPECT_EQ(cost.bytes, 4 * (5 * parameters + activations));

  // Two operations for each weight of a matrix, and for each pair of a query and a key it sees, in q k^T and P v; of
  // which a token has (T + 1) / 2. Backward takes twice as many as forward.
  const double forward = 2 * (L * (4 * d * d + 2 * d * h) + d * V) + L * 4 * d * (T + 1) / 2;
  EXPECT_DOUBLE_EQ(cost.operations_per_token, 3 * forward);
}

TEST(TrainingCost, CountsWhatNoMemoryHolds) {
  const ModelConfig largest = {.vocab_size = 10'000,
                               .max_seq_len = 512,
                               .embedding_dim = 1024,
                               .hidden_dim = 4096,
                               .num_layers = 12,
                               .num_heads = 1024};
  // The attention of 12 blocks, 1024 heads and 4096 examples alone.
  EXPECT_GT(training_cost(largest, 4096, 512).bytes, 4.0 * 12 * 1024 * 4096 * 512 * 512);
}

TEST(TrainingCost, RefusesNumbersOutOfRange) {
  const ModelConfig config = {
      .vocab_size = 10, .max_seq_len = 8, .embedding_dim = 4, .hidden_dim = 4, .num_layers = 1, .num_heads = 2};
  EXPECT_THROW(training_cost(config, 0, 8), Error);
  EXPECT_THROW(training_cost(config, 1, 9), Error);
  EXPECT_THROW(training_cost(config, 1, 0), Error);
  ModelConfig wrong = config;
  wrong.num_heads = 3;
  EXPECT_THROW(training_cost(wrong, 1, 8), Error);
}

}  // namespace
}  // namespace glassgpt
