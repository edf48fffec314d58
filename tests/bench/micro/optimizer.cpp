// What is done once a step over all weights of work A.

#include <cstdint>

#include "core/model/config.h"
#include "core/model/network.h"
#include "core/train/adam.h"
#include "core/train/gradient_norm.h"
#include "support.h"

namespace glassgpt::micro {

namespace {

Index weights() {
  return static_cast<Index>(parameter_count({.vocab_size = kVocabulary,
                                             .max_seq_len = kLength,
                                             .embedding_dim = kDim,
                                             .hidden_dim = kHidden,
                                             .num_layers = 3,
                                             .num_heads = kHeads}));
}

void gradient_norm_of_all(benchmark::State& state) {
  const std::vector<float> gradients = random_values(weights());
  for (auto _ : state) benchmark::DoNotOptimize(gradient_norm<float>(gradients));
  count_floats(state, weights());
}

/// Reads four arrays and writes three.
void adam_update_of_all(benchmark::State& state) {
  std::vector<float> parameters = random_values(weights());
  const std::vector<float> gradients = random_values(weights());
  std::vector<float> first_moment(parameters.size());
  std::vector<float> second_moment(parameters.size());
  std::uint64_t step = 0;
  for (auto _ : state) {
    adam_update<float>(parameters, first_moment, second_moment, gradients,
                       {.factor = 0.5, .learning_rate = 5e-4, .t = ++step});
  }
  count_floats(state, 7 * weights());
}

BENCHMARK(gradient_norm_of_all);
BENCHMARK(adam_update_of_all);

}  // namespace

}  // namespace glassgpt::micro
