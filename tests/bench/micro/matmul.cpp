// The matrix products of linear layers y = x W [in, out]: forward, both gradients, and one row at a time in decoding.

#include "core/math/matmul.h"
#include "core/math/linear.h"
#include "support.h"

namespace glassgpt::micro {

namespace {

/// The layers of work A: attention's products, those of the feed-forward net, the output projection.
void layers(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"in", "out"});
  benchmark->Args({kDim, kDim})->Args({kDim, kHidden})->Args({kHidden, kDim})->Args({kDim, kVocabulary});
}

/// y = x W
void matmul_forward(benchmark::State& state) {
  const RandomMatrix x(kRows, state.range(0));
  const RandomMatrix w(state.range(0), state.range(1));
  const RandomMatrix y(kRows, state.range(1));
  for (auto _ : state) matmul<float>(y.view, x.view, w.view);
  count_operations(state, 2 * kRows * state.range(0) * state.range(1));
}

/// dx += dy W^T
void matmul_input_gradient(benchmark::State& state) {
  const RandomMatrix dx(kRows, state.range(0));
  const RandomMatrix w(state.range(0), state.range(1));
  const RandomMatrix dy(kRows, state.range(1));
  for (auto _ : state) matmul_add<float>(dx.view, dy.view, transposed(w.view));
  count_operations(state, 2 * kRows * state.range(0) * state.range(1));
}

/// dW += x^T dy
void matmul_weight_gradient(benchmark::State& state) {
  const RandomMatrix x(kRows, state.range(0));
  const RandomMatrix dw(state.range(0), state.range(1));
  const RandomMatrix dy(kRows, state.range(1));
  for (auto _ : state) matmul_add<float>(dw.view, transposed(x.view), dy.view);
  count_operations(state, 2 * kRows * state.range(0) * state.range(1));
}

/// One row, which streams the weights once.
void matmul_decoding(benchmark::State& state) {
  const RandomMatrix x(1, state.range(0));
  const RandomMatrix w(state.range(0), state.range(1));
  const RandomMatrix y(1, state.range(1));
  for (auto _ : state) {
    matmul<float>(y.view, x.view, w.view);
    benchmark::ClobberMemory();
  }
  count_operations(state, 2 * state.range(0) * state.range(1));
  count_floats(state, state.range(0) * state.range(1));
}

void linear_forward_with_bias(benchmark::State& state) {
  const RandomMatrix x(kRows, state.range(0));
  const RandomMatrix w(state.range(0), state.range(1));
  const RandomMatrix y(kRows, state.range(1));
  const std::vector<float> b = random_values(state.range(1));
  for (auto _ : state) linear_forward<float>(y.view, x.view, w.view, b);
  count_operations(state, 2 * kRows * state.range(0) * state.range(1));
}

void linear_backward_with_bias(benchmark::State& state) {
  const RandomMatrix x(kRows, state.range(0));
  const RandomMatrix w(state.range(0), state.range(1));
  const RandomMatrix dx(kRows, state.range(0));
  const RandomMatrix dw(state.range(0), state.range(1));
  const RandomMatrix dy(kRows, state.range(1));
  std::vector<float> db = random_values(state.range(1));
  for (auto _ : state) linear_backward<float>(dx.view, dw.view, db, dy.view, x.view, w.view);
  count_operations(state, 4 * kRows * state.range(0) * state.range(1));
}

BENCHMARK(matmul_forward)->Apply(layers);
BENCHMARK(matmul_input_gradient)->Apply(layers);
BENCHMARK(matmul_weight_gradient)->Apply(layers);
BENCHMARK(matmul_decoding)->Apply(layers);
BENCHMARK(linear_forward_with_bias)->Args({kDim, kHidden});
BENCHMARK(linear_backward_with_bias)->Args({kDim, kHidden});

}  // namespace

}  // namespace glassgpt::micro
