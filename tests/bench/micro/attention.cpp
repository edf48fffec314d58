// Attention of one example of work A. Operations are those of the causal half alone, in its two products forward and
// its four backward.

#include "core/math/attention.h"
#include "support.h"

namespace glassgpt::micro {

namespace {

/// Of one product: every query meets the keys up to its own place.
constexpr Index kProductOperations = kLength * (kLength + 1) * kDim;

struct Example {
  RandomMatrix query{kLength, kDim};
  RandomMatrix key{kLength, kDim};
  RandomMatrix value{kLength, kDim};
  RandomMatrix out{kLength, kDim};
  std::vector<float> weights = random_values(kHeads * kLength * kLength);

  void forward() { attention_forward<float>(out.view, weights, query.view, key.view, value.view, kHeads); }
};

void attention_forward_pass(benchmark::State& state) {
  Example example;
  for (auto _ : state) example.forward();
  count_operations(state, 2 * kProductOperations);
}

void attention_backward_pass(benchmark::State& state) {
  Example example;
  example.forward();
  const RandomMatrix dquery(kLength, kDim);
  const RandomMatrix dkey(kLength, kDim);
  const RandomMatrix dvalue(kLength, kDim);
  const RandomMatrix dout(kLength, kDim);
  std::vector<float> scratch = random_values(kLength * kLength);
  for (auto _ : state) {
    attention_backward<float>(dquery.view, dkey.view, dvalue.view, scratch, dout.view, example.weights,
                              example.query.view, example.key.view, example.value.view, kHeads);
  }
  count_operations(state, 4 * kProductOperations);
}

/// One new token, at the end of a full context.
void attention_decoding(benchmark::State& state) {
  const RandomMatrix query(1, kDim);
  const RandomMatrix key(kLength, kDim);
  const RandomMatrix value(kLength, kDim);
  const RandomMatrix out(1, kDim);
  std::vector<float> weights = random_values(kHeads * kLength);
  for (auto _ : state) attention_forward<float>(out.view, weights, query.view, key.view, value.view, kHeads);
  count_operations(state, 4 * kLength * kDim);
}

BENCHMARK(attention_forward_pass);
BENCHMARK(attention_backward_pass);
BENCHMARK(attention_decoding);

}  // namespace

}  // namespace glassgpt::micro
