// Every kernel of the matrix product that this processor runs, on the three products of a linear layer.

#include "core/math/product/kernels.h"

#include <string>

#include "support.h"

namespace glassgpt::micro {

namespace {

using Multiply = void (*)(const Product<float>&);

/// y = x W, dx = dy W^T, dW = x^T dy
enum class Of { output, input_gradient, weight_gradient };

void product_of_layer(benchmark::State& state, Multiply multiply, Of of) {
  const Index in = state.range(0);
  const Index out = state.range(1);
  const RandomMatrix x(kRows, in);
  const RandomMatrix w(in, out);
  const RandomMatrix y(kRows, out);
  Product<float> p = {};
  switch (of) {
    case Of::output:
      p = {.rows = kRows,
           .cols = out,
           .depth = in,
           .a = x.view.data,
           .a_row = in,
           .a_col = 1,
           .b = w.view.data,
           .b_row = out,
           .b_col = 1,
           .c = y.view.data,
           .c_row = out};
      break;
    case Of::input_gradient:
      p = {.rows = kRows,
           .cols = in,
           .depth = out,
           .a = y.view.data,
           .a_row = out,
           .a_col = 1,
           .b = w.view.data,
           .b_row = 1,
           .b_col = out,
           .c = x.view.data,
           .c_row = in};
      break;
    case Of::weight_gradient:
      p = {.rows = in,
           .cols = out,
           .depth = kRows,
           .a = x.view.data,
           .a_row = 1,
           .a_col = in,
           .b = y.view.data,
           .b_row = out,
           .b_col = 1,
           .c = w.view.data,
           .c_row = out};
      break;
  }
  for (auto _ : state) {
    multiply(p);
    benchmark::ClobberMemory();
  }
  count_operations(state, 2 * kRows * in * out);
}

void register_kernel(const ProductKernel<float>* kernel) {
  if (kernel == nullptr) return;
  const std::string name(kernel->name);
  const std::pair<const char*, Of> products[] = {
      {"output", Of::output}, {"input_gradient", Of::input_gradient}, {"weight_gradient", Of::weight_gradient}};
  for (const auto& [title, of] : products) {
    benchmark::RegisterBenchmark(("kernel_" + name + "/" + title).c_str(), product_of_layer, kernel->multiply, of)
        ->ArgNames({"in", "out"})
        ->Args({kDim, kDim})
        ->Args({kDim, kVocabulary});
  }
}

const bool registered = [] {
  if (has_avx512()) register_kernel(avx512_kernel<float>());
  register_kernel(core_kernel<float>());
  register_kernel(scalar_kernel<float>());
  register_kernel(eigen_kernel<float>());
  return true;
}();

}  // namespace

}  // namespace glassgpt::micro
