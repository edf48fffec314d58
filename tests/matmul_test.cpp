#include "core/math/matmul.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/math/product/kernels.h"

namespace glassgpt {
namespace {

/// The oracle: the definition of a matrix product, for operands that are transposed by how they are indexed.
template <typename Real>
std::vector<double> naive_product(const Operand<Real>& a, const Operand<Real>& b, Index m, Index n, Index k) {
  const auto at = [](const Operand<Real>& operand, Index r, Index c) {
    const auto& matrix = operand.matrix;
    return static_cast<double>(operand.transposed ? matrix.data[c * matrix.stride + r]
                                                  : matrix.data[r * matrix.stride + c]);
  };
  std::vector<double> product;
  for (Index i = 0; i < m; ++i) {
    for (Index j = 0; j < n; ++j) {
      double sum = 0;
      for (Index s = 0; s < k; ++s) sum += at(a, i, s) * at(b, s, j);
      product.push_back(sum);
    }
  }
  return product;
}

/// A matrix as a block of columns of a wider one.
template <typename Real>
struct Block {
  std::vector<Real> storage;
  MatrixView<Real> view;

  /// @param extra  elements between the rows, each of them 7
  Block(Index rows, Index cols, Index extra, Rng& rng)
      : storage(static_cast<std::size_t>(rows * (cols + extra)), Real{7}),
        view(storage.data(), rows, cols, cols + extra) {
    for (Index i = 0; i < rows; ++i) {
      for (Real& value : view.row(i)) value = static_cast<Real>(rng.normal());
    }
  }
};

template <typename Real>
class Matmul : public ::testing::Test {};
using Reals = ::testing::Types<float, double>;
TYPED_TEST_SUITE(Matmul, Reals);

TYPED_TEST(Matmul, IsTheNaiveProductForRandomShapesStridesAndTransposes) {
  using Real = TypeParam;
  const double tolerance = std::is_same_v<Real, float> ? 1e-5 : 1e-13;
  Rng rng(20);
  for (int trial = 0; trial < 200; ++trial) {
    // Now and then a single row, as in decoding.
    const Index m = trial % 5 == 0 ? 1 : 1 + static_cast<Index>(rng.below(40));
    const Index n = 1 + static_cast<Index>(rng.below(40));
    const Index k = 1 + static_cast<Index>(rng.below(60));
    const auto extra = static_cast<Index>(rng.below(3));
    const bool transpose_a = rng.below(2) == 1;
    const bool transpose_b = !transpose_a && rng.below(2) == 1;
    Block<Real> a(transpose_a ? k : m, transpose_a ? m : k, extra, rng);
    Block<Real> b(transpose_b ? n : k, transpose_b ? k : n, extra, rng);
    Block<Real> c(m, n, extra, rng);
    const std::vector<Real> before = c.storage;
    const Operand<Real> left(a.view, transpose_a);
    const Operand<Real> right(b.view, transpose_b);
    const std::vector<double> expected = naive_product(left, right, m, n, k);
    SCOPED_TRACE(::testing::Message() << m << " x " << n << " x " << k << ", transposed " << transpose_a << " "
                                      << transpose_b << ", trial " << trial);

    const auto check = [&](double of_before) {
      for (Index i = 0; i < m; ++i) {
        for (Index j = 0; j < n; ++j) {
          const auto at = static_cast<std::size_t>(i * c.view.stride + j);
          const double sum = expected[static_cast<std::size_t>(i * n + j)];
          ASSERT_NEAR(static_cast<double>(c.storage[at]), sum + of_before * static_cast<double>(before[at]),
                      tolerance * static_cast<double>(k));
        }
        for (Index j = n; j < c.view.stride; ++j) {
          const auto at = static_cast<std::size_t>(i * c.view.stride + j);
          ASSERT_EQ(c.storage[at], before[at]) << "what lies beside the block is not touched";
        }
      }
    };
    matmul_add<Real>(c.view, left, right);
    check(1.0);
    matmul<Real>(c.view, left, right);
    check(0.0);
  }
}

TYPED_TEST(Matmul, LeavesOutWhatACausalMaskHides) {
  using Real = TypeParam;
  Rng rng(21);
  constexpr Index kRows = 21;
  constexpr Index kPosition = 3;
  Block<Real> a(kRows, kRows + kPosition, 0, rng);
  for (Index r = 0; r < kRows; ++r) {
    const auto row = a.view.row(r);
    std::fill(row.begin() + r + kPosition + 1, row.end(), Real{0});
  }
  Block<Real> b(kRows + kPosition, 5, 0, rng);
  Block<Real> c(kRows, 5, 0, rng);
  Block<Real> whole(kRows, 5, 0, rng);
  matmul<Real>(c.view, causal(a.view, kPosition), b.view);
  matmul<Real>(whole.view, a.view, b.view);
  for (std::size_t i = 0; i < c.storage.size(); ++i) ASSERT_NEAR(c.storage[i], whole.storage[i], 1e-5);

  Block<Real> scores(kRows, kRows + kPosition, 0, rng);
  Block<Real> all_scores(kRows, kRows + kPosition, 0, rng);
  matmul_causal<Real>(scores.view, kPosition, c.view, transposed(b.view));
  matmul<Real>(all_scores.view, c.view, transposed(b.view));
  for (Index r = 0; r < kRows; ++r) {
    for (Index s = 0; s <= r + kPosition; ++s) {
      ASSERT_NEAR(scores.view.row(r)[static_cast<std::size_t>(s)], all_scores.view.row(r)[static_cast<std::size_t>(s)],
                  1e-5);
    }
  }
}

/// Every implementation that this processor runs.
template <typename Real>
std::vector<ProductKernel<Real>> kernels() {
  std::vector<ProductKernel<Real>> all = {*scalar_kernel<Real>()};
  if (core_kernel<Real>() != nullptr) all.push_back(*core_kernel<Real>());
  if (has_avx512() && avx512_kernel<Real>() != nullptr) all.push_back(*avx512_kernel<Real>());
#ifndef __EMSCRIPTEN__
  all.push_back(*eigen_kernel<Real>());
#endif
  return all;
}

/// By its place in kernels().
class Kernels : public ::testing::TestWithParam<std::size_t> {};

/// Element (i, j) of an operand with a mask, which makes it 0 beyond the diagonal.
template <typename Real>
double left_element(const Product<Real>& p, Index i, Index j) {
  const bool hidden = (p.mask == CausalMask::left && j > i + p.diagonal) ||
                      (p.mask == CausalMask::left_transposed && i > j + p.diagonal);
  return hidden ? 0.0 : static_cast<double>(p.a[i * p.a_row + j * p.a_col]);
}

template <typename Real>
void expect_naive_product(void (*run)(const Product<Real>&), Rng& rng, double tolerance) {
  const auto below = [&](std::uint64_t bound) { return static_cast<Index>(rng.below(bound)); };
  // Now and then a single row, as in decoding, or more than a block of depth or columns; and rows so far apart that
  // operands are packed.
  Product<Real> p = {};
  p.rows = rng.below(5) == 0 ? 1 : 1 + below(40);
  p.cols = rng.below(20) == 0 ? 500 + below(100) : 1 + below(120);
  p.depth = rng.below(20) == 0 ? 250 + below(300) : 1 + below(60);
  p.mask = static_cast<CausalMask>(rng.below(4));
  p.diagonal = below(4);
  p.accumulate = rng.below(2) == 0;
  const bool a_transposed = p.mask == CausalMask::left_transposed || (p.mask != CausalMask::left && rng.below(2) == 0);
  const bool b_transposed = rng.below(2) == 0;
  const auto apart = [&] { return rng.below(4) == 0 ? 600 : below(3); };
  Block<Real> a(a_transposed ? p.depth : p.rows, a_transposed ? p.rows : p.depth, apart(), rng);
  Block<Real> b(b_transposed ? p.cols : p.depth, b_transposed ? p.depth : p.cols, apart(), rng);
  Block<Real> c(p.rows, p.cols, below(3), rng);
  const std::vector<Real> before = c.storage;
  p.a = a.view.data;
  p.a_row = a_transposed ? 1 : a.view.stride;
  p.a_col = a_transposed ? a.view.stride : 1;
  p.b = b.view.data;
  p.b_row = b_transposed ? 1 : b.view.stride;
  p.b_col = b_transposed ? b.view.stride : 1;
  p.c = c.view.data;
  p.c_row = c.view.stride;
  // What a mask hides is 0 in memory, so that an implementation may also read it.
  for (Index i = 0; i < p.rows; ++i) {
    for (Index j = 0; j < p.depth; ++j) {
      if (left_element(p, i, j) == 0) a.storage[static_cast<std::size_t>(i * p.a_row + j * p.a_col)] = 0;
    }
  }
  run(p);

  SCOPED_TRACE(::testing::Message() << p.rows << " x " << p.cols << " x " << p.depth << ", transposed " << a_transposed
                                    << " " << b_transposed << ", mask " << static_cast<int>(p.mask) << " from "
                                    << p.diagonal << ", added " << p.accumulate);
  for (Index i = 0; i < p.rows; ++i) {
    for (Index j = 0; j < c.view.stride; ++j) {
      const auto at = static_cast<std::size_t>(i * c.view.stride + j);
      if (j >= p.cols) {
        ASSERT_EQ(c.storage[at], before[at]) << "what lies beside the block is not touched";
        continue;
      }
      if (p.mask == CausalMask::output && j > i + p.diagonal) continue;
      double expected = p.accumulate ? static_cast<double>(before[at]) : 0.0;
      for (Index k = 0; k < p.depth; ++k) {
        expected += left_element(p, i, k) * static_cast<double>(p.b[k * p.b_row + j * p.b_col]);
      }
      ASSERT_NEAR(static_cast<double>(c.storage[at]), expected, tolerance * static_cast<double>(p.depth));
    }
  }
}

TEST_P(Kernels, MultiplyAsTheDefinitionDoesForRandomShapesStridesTransposesAndMasks) {
  Rng rng(22);
  for (int trial = 0; trial < 400; ++trial) {
    SCOPED_TRACE(::testing::Message() << "trial " << trial);
    expect_naive_product<float>(kernels<float>().at(GetParam()).multiply, rng, 1e-5);
    expect_naive_product<double>(kernels<double>().at(GetParam()).multiply, rng, 1e-13);
    if (HasFatalFailure()) return;
  }
}

/// Each element is one sum down the depth, however a product is cut: what a row comes out as depends on no other row,
/// so that sequences decoded together or alone, and batches cut between workers, have the same bits.
TEST_P(Kernels, GiveARowTheSameBitsWhateverRowsAreBesideIt) {
  const ProductKernel<float> kernel = kernels<float>().at(GetParam());
  if (kernel.name == "eigen") return;  // which does not promise that
  Rng rng(24);
  const auto up_to = [&](std::uint64_t most) { return 1 + static_cast<Index>(rng.below(most)); };
  for (int trial = 0; trial < 100; ++trial) {
    const Index rows = up_to(60);
    const bool is_far = trial % 25 == 1;  // more of B than a near cache holds
    const Index cols = is_far ? 530 + up_to(60) : up_to(trial % 10 == 0 ? 600 : 120);
    const Index depth = is_far ? 270 : up_to(trial % 10 == 5 ? 600 : 60);
    const bool a_transposed = trial % 3 == 0;
    const bool b_transposed = trial % 2 == 0 && !is_far;
    Block<float> a(a_transposed ? depth : rows, a_transposed ? rows : depth, trial % 4 == 0 ? 600 : 0, rng);
    Block<float> b(b_transposed ? cols : depth, b_transposed ? depth : cols, 0, rng);
    Block<float> together(rows, cols, 0, rng);
    Block<float> apart = together;
    Product<float> p = {.rows = rows,
                        .cols = cols,
                        .depth = depth,
                        .a = a.view.data,
                        .a_row = a_transposed ? 1 : a.view.stride,
                        .a_col = a_transposed ? a.view.stride : 1,
                        .b = b.view.data,
                        .b_row = b_transposed ? 1 : cols,
                        .b_col = b_transposed ? depth : 1,
                        .c = together.storage.data(),
                        .c_row = cols,
                        .accumulate = trial % 5 != 0};
    kernel.multiply(p);
    for (Index row = 0; row < rows; row += p.rows) {
      p.rows = std::min(up_to(rng.below(2) == 0 ? 1 : 40), rows - row);
      p.a = a.view.data + row * p.a_row;
      p.c = apart.storage.data() + row * cols;
      kernel.multiply(p);
    }
    ASSERT_EQ(together.storage, apart.storage) << rows << " x " << cols << " x " << depth << ", trial " << trial;
  }
}

/// Nor on how wide the tiles are, even where it is added to what is there.
TEST(Product, HasTheSameBitsWithAndWithoutAvx512) {
  if (!has_avx512() || avx512_kernel<float>() == nullptr) return;  // there is nothing to compare with
  Rng rng(23);
  for (int trial = 0; trial < 60; ++trial) {
    const auto below = [&](std::uint64_t bound) { return 1 + static_cast<Index>(rng.below(bound)); };
    const bool b_transposed = trial % 2 == 0;
    const Index rows = below(40), cols = below(100), depth = below(trial % 10 == 0 ? 600 : 60);
    Block<float> a(rows, depth, 0, rng);
    Block<float> b(b_transposed ? cols : depth, b_transposed ? depth : cols, 0, rng);
    Block<float> with(rows, cols, 0, rng);
    Block<float> without = with;
    Product<float> p = {.rows = rows,
                        .cols = cols,
                        .depth = depth,
                        .a = a.view.data,
                        .a_row = depth,
                        .a_col = 1,
                        .b = b.view.data,
                        .b_row = b_transposed ? 1 : cols,
                        .b_col = b_transposed ? depth : 1,
                        .c = with.storage.data(),
                        .c_row = cols,
                        .accumulate = true};
    avx512_kernel<float>()->multiply(p);
    p.c = without.storage.data();
    core_kernel<float>()->multiply(p);
    ASSERT_EQ(with.storage, without.storage) << rows << " x " << cols << " x " << depth << ", trial " << trial;
  }
}

INSTANTIATE_TEST_SUITE_P(OfThisProcessor, Kernels, ::testing::Range<std::size_t>(0, kernels<float>().size()),
                         [](const auto& chosen) { return std::string(kernels<float>().at(chosen.param).name); });

}  // namespace
}  // namespace glassgpt
