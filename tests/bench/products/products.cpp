// What share of the core's limit each matrix product of a training step reaches: products WORKS.JSON [SECONDS] prints
// a table.

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/math/product/kernels.h"
#include "tests/bench/limit/turns.h"

namespace glassgpt {
namespace {

using std::ptrdiff_t;

constexpr double kTurn = 0.5e-3;     ///< seconds
constexpr double kFarMemory = 32e6;  ///< bytes: more than a core's own caches hold

/// Sizes of a work of works.json.
struct Work {
  ptrdiff_t dim, hidden, layers, heads, length, batch, vocabulary;
};

/// A product of a step.
struct Case {
  std::string name;
  ptrdiff_t rows, cols, depth;
  bool a_transposed = false;
  bool b_transposed = false;
  bool accumulate = false;
  CausalMask mask = CausalMask::none;
  double times = 1;      ///< in a step
  ptrdiff_t stride = 0;  ///< between rows of the operands that are columns of one head; 0 if none are
};

/// The three products of a linear layer.
void add_layer(std::vector<Case>& cases, const std::string& name, ptrdiff_t rows, ptrdiff_t in, ptrdiff_t out,
               double times) {
  cases.push_back({.name = name + " y = x W", .rows = rows, .cols = out, .depth = in, .times = times});
  cases.push_back(
      {.name = name + " dx = dy W^T", .rows = rows, .cols = in, .depth = out, .b_transposed = true, .times = times});
  cases.push_back({.name = name + " dW = x^T dy",
                   .rows = in,
                   .cols = out,
                   .depth = rows,
                   .a_transposed = true,
                   .accumulate = true,
                   .times = times});
}

/// The six of a head of attention.
void add_attention(std::vector<Case>& cases, const Work& work) {
  const ptrdiff_t t = work.length;
  const ptrdiff_t d = work.dim / work.heads;
  const auto times = static_cast<double>(work.layers * work.batch * work.heads);
  const auto add = [&](const char* name, ptrdiff_t cols, ptrdiff_t depth, bool a, bool b, CausalMask mask, double n) {
    cases.push_back({.name = std::string("attention ") + name,
                     .rows = t,
                     .cols = cols,
                     .depth = depth,
                     .a_transposed = a,
                     .b_transposed = b,
                     .mask = mask,
                     .times = n * times,
                     .stride = work.dim});
  };
  add("S = q k^T", t, d, false, true, CausalMask::output, 2);             // and dP = dz v^T
  add("z = P v", d, t, false, false, CausalMask::left, 2);                // and dq = dS k
  add("dv = P^T dz", d, t, true, false, CausalMask::left_transposed, 2);  // and dk = dS^T q
}

std::vector<Case> cases_of(const Work& work) {
  const ptrdiff_t rows = work.batch * work.length;
  const auto layers = static_cast<double>(work.layers);
  std::vector<Case> cases;
  add_layer(cases, "attention", rows, work.dim, work.dim, 4 * layers);
  add_layer(cases, "feed-forward up", rows, work.dim, work.hidden, layers);
  add_layer(cases, "feed-forward down", rows, work.hidden, work.dim, layers);
  add_layer(cases, "output", rows, work.dim, work.vocabulary, 1);
  add_attention(cases, work);
  return cases;
}

/// Floating-point operations. Behind a causal mask, only those of the half that counts.
double operations(const Case& c) {
  const auto size = [](ptrdiff_t n) { return static_cast<double>(n); };
  if (c.mask == CausalMask::none) return 2 * size(c.rows) * size(c.cols) * size(c.depth);
  const ptrdiff_t other = c.mask == CausalMask::output ? c.depth : c.cols;
  return size(c.rows) * size(c.rows + 1) * size(other);
}

/// Matrices of as many elements, which lie at the beginning of cache lines, as activations do.
class Copies {
 public:
  Copies(ptrdiff_t size, std::size_t count) {
    constexpr std::size_t kLine = 64;
    Rng rng(1);
    for (std::size_t i = 0; i < count; ++i) {
      storage_.emplace_back(static_cast<std::size_t>(size) + kLine / sizeof(float));
      for (float& value : storage_.back()) value = static_cast<float>(rng.uniform());
      void* first = storage_.back().data();
      std::size_t bytes = storage_.back().size() * sizeof(float);
      matrices_.push_back(
          static_cast<float*>(std::align(kLine, static_cast<std::size_t>(size) * sizeof(float), first, bytes)));
    }
  }
  [[nodiscard]] float* operator[](std::size_t i) const { return matrices_[i]; }

 private:
  std::vector<std::vector<float>> storage_;
  std::vector<float*> matrices_;
};

/// @param memory  bytes that the operands are taken from in turn
Measured measure(const Case& c, const ProductKernel<float>& kernel, double seconds, double memory) {
  const ptrdiff_t a_stride = std::max(c.a_transposed ? c.rows : c.depth, c.stride);
  const ptrdiff_t b_stride = std::max(c.b_transposed ? c.depth : c.cols, c.stride);
  const ptrdiff_t c_stride = std::max(c.cols, c.stride);
  const ptrdiff_t a_size = a_stride * (c.a_transposed ? c.depth : c.rows);
  const ptrdiff_t b_size = b_stride * (c.b_transposed ? c.cols : c.depth);
  const ptrdiff_t c_size = c_stride * c.rows;
  const double bytes = static_cast<double>(a_size + b_size + c_size) * sizeof(float);
  const auto copies = static_cast<std::size_t>(std::max(1.0, memory / bytes));
  const Copies a(a_size, copies), b(b_size, copies), out(c_size, copies);
  Product<float> product = {.rows = c.rows,
                            .cols = c.cols,
                            .depth = c.depth,
                            .a_row = c.a_transposed ? 1 : a_stride,
                            .a_col = c.a_transposed ? a_stride : 1,
                            .b_row = c.b_transposed ? 1 : b_stride,
                            .b_col = c.b_transposed ? b_stride : 1,
                            .c_row = c_stride,
                            .accumulate = c.accumulate,
                            .mask = c.mask};
  const auto multiply = [&, copy = std::size_t{0}]() mutable {
    copy = (copy + 1) % copies;
    product.a = a[copy];
    product.b = b[copy];
    product.c = out[copy];
    kernel.multiply(product);
  };
  return measure_in_turns(multiply, operations(c), seconds, kTurn);
}

/// What several products take together.
class Sum {
 public:
  void add(const Case& c, const Measured& measured) {
    operations_ += c.times * operations(c);
    time_ += c.times * operations(c) / measured.rate;
    time_at_limit_ += c.times * operations(c) / measured.rate * measured.share;
  }
  [[nodiscard]] Measured measured() const { return {.rate = operations_ / time_, .share = time_at_limit_ / time_}; }

 private:
  double operations_ = 0, time_ = 0, time_at_limit_ = 0;
};

void print(const std::string& work, const std::string& what, const Measured& far, const Measured& near) {
  std::printf("%-4s  %-32s  %8.1f  %5.1f %%  %8.1f  %5.1f %%\n", work.c_str(), what.c_str(), far.rate / 1e9,
              100 * far.share, near.rate / 1e9, 100 * near.share);
  std::fflush(stdout);
}

void measure_work(const std::string& name, const Work& work, const ProductKernel<float>& kernel, double seconds) {
  Sum far, near;
  for (const Case& c : cases_of(work)) {
    const Measured from_far = measure(c, kernel, seconds, kFarMemory);
    const Measured from_near = measure(c, kernel, seconds, 0);
    print(name, c.name, from_far, from_near);
    far.add(c, from_far);
    near.add(c, from_near);
  }
  print(name, "all of a step", far.measured(), near.measured());
}

int run(const char* works_file, double seconds, const char* only) {
#ifdef GLASSGPT_LIMIT_AVX512
  const ProductKernel<float>* kernel = has_avx512() ? avx512_kernel<float>() : nullptr;
#else
  const ProductKernel<float>* kernel = core_kernel<float>();
#endif
  if (kernel == nullptr) {
    std::puts("this processor or build has no such product");
    return 0;
  }
  std::printf("%-4s  %-32s  %8s  %7s  %8s  %7s\n", "work", std::string(kernel->name).c_str(), "far", "limit", "near",
              "limit");
  std::ifstream file(works_file);
  const nlohmann::json works = nlohmann::json::parse(file);
  for (const auto& [name, sizes] : works.items()) {
    if (std::string(only).find(name) == std::string::npos) continue;
    const auto size = [&](const char* key) { return sizes.at(key).get<ptrdiff_t>(); };
    measure_work(name,
                 {.dim = size("dim"),
                  .hidden = size("hidden"),
                  .layers = size("layers"),
                  .heads = size("heads"),
                  .length = size("length"),
                  .batch = size("batch"),
                  .vocabulary = size("vocabulary")},
                 *kernel, seconds);
  }
  return 0;
}

}  // namespace
}  // namespace glassgpt

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: products WORKS.JSON [SECONDS A PRODUCT] [WORKS, such as ABC]\n", stderr);
    return 2;
  }
  return glassgpt::run(argv[1], argc > 2 ? std::atof(argv[2]) : 0.1, argc > 3 ? argv[3] : "ABC");
}
