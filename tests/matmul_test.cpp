#include "core/math/matmul.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/base/rng.h"

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

  Block(Index rows, Index cols, Index extra, Rng& rng)
      : storage(static_cast<std::size_t>(rows * (cols + extra))), view(storage.data(), rows, cols, cols + extra) {
    for (Real& value : storage) value = static_cast<Real>(rng.normal());
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

}  // namespace
}  // namespace glassgpt
