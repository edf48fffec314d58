// What is done row by row over the N rows of work A, and bound by memory: each with the bytes that it has to read and
// write.

#include "core/math/embedding.h"
#include "core/math/layer_norm.h"
#include "core/math/relu.h"
#include "core/math/softmax.h"
#include "support.h"

namespace glassgpt::micro {

namespace {

void layer_norm_forward_pass(benchmark::State& state) {
  const RandomMatrix x(kRows, kDim);
  const RandomMatrix y(kRows, kDim);
  const std::vector<float> gamma = random_values(kDim);
  const std::vector<float> beta = random_values(kDim);
  std::vector<float> mean(kRows);
  std::vector<float> rstd(kRows);
  for (auto _ : state) layer_norm_forward<float>(y.view, mean, rstd, x.view, gamma, beta);
  count_floats(state, 2 * kRows * kDim);
}

void layer_norm_backward_pass(benchmark::State& state) {
  const RandomMatrix x(kRows, kDim);
  const RandomMatrix dx(kRows, kDim);
  const RandomMatrix dy(kRows, kDim);
  const std::vector<float> gamma = random_values(kDim);
  std::vector<float> dgamma(kDim);
  std::vector<float> dbeta(kDim);
  const std::vector<float> mean(kRows, 0.0F);
  const std::vector<float> rstd(kRows, 1.0F);
  for (auto _ : state) layer_norm_backward<float>(dx.view, dgamma, dbeta, dy.view, x.view, mean, rstd, gamma);
  count_floats(state, 4 * kRows * kDim);
}

/// A row of attention's scores at a time.
void softmax_rows(benchmark::State& state) {
  const RandomMatrix x(kRows, kLength);
  for (auto _ : state) {
    for (Index r = 0; r < kRows; ++r) softmax<float>(x.view.row(r), 1.0F);
  }
  count_floats(state, 2 * kRows * kLength);
}

/// Both passes, because each works in place: alone, the backward would shrink its own input to nothing.
void cross_entropy_both_passes(benchmark::State& state) {
  const RandomMatrix logits(kRows, kVocabulary);
  const std::vector<int> targets = random_ids(kRows, kVocabulary);
  for (auto _ : state) {
    benchmark::DoNotOptimize(cross_entropy_forward<float>(logits.view, targets));
    cross_entropy_backward<float>(logits.view, targets);
  }
  count_floats(state, 4 * kRows * kVocabulary);
}

void relu_forward_pass(benchmark::State& state) {
  const RandomMatrix x(kRows, kHidden);
  for (auto _ : state) relu_forward<float>(x.view);
  count_floats(state, 2 * kRows * kHidden);
}

void relu_backward_pass(benchmark::State& state) {
  const RandomMatrix dx(kRows, kHidden);
  const RandomMatrix y(kRows, kHidden);
  for (auto _ : state) relu_backward<float>(dx.view, y.view);
  count_floats(state, 3 * kRows * kHidden);
}

/// An example at a time, as positions begin anew in each.
void embedding_forward_pass(benchmark::State& state) {
  const RandomMatrix x(kLength, kDim);
  const RandomMatrix tokens(kVocabulary, kDim);
  const RandomMatrix positions(kLength, kDim);
  const std::vector<int> ids = random_ids(kLength, kVocabulary);
  for (auto _ : state) embedding_forward<float>(x.view, ids, tokens.view, positions.view, 0);
  count_floats(state, 3 * kLength * kDim);
}

void embedding_backward_pass(benchmark::State& state) {
  const RandomMatrix dx(kLength, kDim);
  const RandomMatrix dtokens(kVocabulary, kDim);
  const RandomMatrix dpositions(kLength, kDim);
  const std::vector<int> ids = random_ids(kLength, kVocabulary);
  for (auto _ : state) embedding_backward<float>(dtokens.view, dpositions.view, dx.view, ids, 0);
  count_floats(state, 5 * kLength * kDim);
}

BENCHMARK(layer_norm_forward_pass);
BENCHMARK(layer_norm_backward_pass);
BENCHMARK(softmax_rows);
BENCHMARK(cross_entropy_both_passes);
BENCHMARK(relu_forward_pass);
BENCHMARK(relu_backward_pass);
BENCHMARK(embedding_forward_pass);
BENCHMARK(embedding_backward_pass);

}  // namespace

}  // namespace glassgpt::micro
