#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include "core/math/attention.h"
#include "core/math/embedding.h"
#include "core/math/gelu.h"
#include "core/math/layer_norm.h"
#include "core/math/linear.h"
#include "core/math/relu.h"
#include "core/math/softmax.h"
#include "tests/support/gradient_check.h"

namespace glassgpt {
namespace {

using testing::expect_gradient;
using testing::Values;
using testing::weighted_sum;

TEST(LinearGradient, MatchesCentralDifferences) {
  Rng rng(1);
  Values x(5, 3, rng), w(3, 4, rng), b(1, 4, rng), dout(5, 4, rng), out = Values::like(dout);
  Values dx = Values::like(x), dw = Values::like(w), db = Values::like(b);
  const auto loss = [&] {
    linear_forward<double>(out.matrix(), x.matrix(), w.matrix(), b.vector());
    return weighted_sum(out, dout);
  };
  linear_backward<double>(dx.matrix(), dw.matrix(), db.vector(), dout.matrix(), x.matrix(), w.matrix());
  expect_gradient("x", x.data, dx.data, loss);
  expect_gradient("w", w.data, dw.data, loss);
  expect_gradient("b", b.data, db.data, loss);
}

TEST(LinearGradient, AddsToWhatIsThere) {
  Rng rng(2);
  Values x(2, 3, rng), w(3, 2, rng), dout(2, 2, rng);
  Values dx = Values::like(x), dw = Values::like(w), db = Values::zeros(1, 2);
  linear_backward<double>(dx.matrix(), dw.matrix(), db.vector(), dout.matrix(), x.matrix(), w.matrix());
  Values twice_dx = dx, twice_dw = dw, twice_db = db;
  linear_backward<double>(twice_dx.matrix(), twice_dw.matrix(), twice_db.vector(), dout.matrix(), x.matrix(),
                          w.matrix());
  for (std::size_t i = 0; i < dx.data.size(); ++i) EXPECT_DOUBLE_EQ(twice_dx.data[i], 2 * dx.data[i]);
  for (std::size_t i = 0; i < dw.data.size(); ++i) EXPECT_DOUBLE_EQ(twice_dw.data[i], 2 * dw.data[i]);
  for (std::size_t i = 0; i < db.data.size(); ++i) EXPECT_DOUBLE_EQ(twice_db.data[i], 2 * db.data[i]);
}

TEST(ReluGradient, MatchesCentralDifferences) {
  Rng rng(3);
  Values x(4, 6, rng), dout(4, 6, rng), out = x;
  const auto loss = [&] {
    out = x;
    relu_forward<double>(out.matrix());
    return weighted_sum(out, dout);
  };
  loss();
  Values dx = dout;
  relu_backward<double>(dx.matrix(), out.matrix());
  expect_gradient("x", x.data, dx.data, loss);
}

TEST(GeluGradient, MatchesCentralDifferences) {
  Rng rng(5);
  Values x(4, 6, rng, 2.0), dout(4, 6, rng), out = Values::like(x), dx = Values::like(x);
  const auto loss = [&] {
    gelu_forward<double>(out.matrix(), x.matrix());
    return weighted_sum(out, dout);
  };
  gelu_backward<double>(dx.matrix(), dout.matrix(), x.matrix());
  expect_gradient("x", x.data, dx.data, loss);
}

TEST(Gelu, IsThatOfTheFormula) {
  // Across a whole register and what is left after it, and where the exponential would leave its range.
  Values x = Values::zeros(1, 13), y = Values::like(x);
  const double xs[] = {-40, -12, -3, -1.5, -0.5, -1e-3, 0, 0.25, 1, 2, 5, 20, 100};
  std::copy(std::begin(xs), std::end(xs), x.data.begin());
  std::vector<float> single(std::begin(xs), std::end(xs)), out(single.size());
  gelu_forward<double>(y.matrix(), x.matrix());
  gelu_forward<float>(MatrixView<float>(out.data(), 1, 13), MatrixView<float>(single.data(), 1, 13));
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double u = std::sqrt(2 / std::acos(-1.0)) * (xs[i] + 0.044715 * xs[i] * xs[i] * xs[i]);
    const double expected = xs[i] / 2 * (1 + std::tanh(u));
    EXPECT_NEAR(y.data[i], expected, 1e-14 * std::abs(xs[i]));
    EXPECT_NEAR(static_cast<double>(out[i]), expected, 1e-6 * std::abs(xs[i]));
  }
}

TEST(LayerNormGradient, MatchesCentralDifferences) {
  Rng rng(4);
  Values x(3, 7, rng, 2.0), gamma(1, 7, rng), beta(1, 7, rng), dout(3, 7, rng), out = Values::like(x);
  Values mean = Values::zeros(1, 3), rstd = Values::zeros(1, 3);
  Values dx = Values::like(x), dgamma = Values::like(gamma), dbeta = Values::like(beta);
  const auto loss = [&] {
    layer_norm_forward<double>(out.matrix(), mean.vector(), rstd.vector(), x.matrix(), gamma.vector(), beta.vector());
    return weighted_sum(out, dout);
  };
  loss();
  layer_norm_backward<double>(dx.matrix(), dgamma.vector(), dbeta.vector(), dout.matrix(), x.matrix(), mean.vector(),
                              rstd.vector(), gamma.vector());
  expect_gradient("x", x.data, dx.data, loss);
  expect_gradient("gamma", gamma.data, dgamma.data, loss);
  expect_gradient("beta", beta.data, dbeta.data, loss);
}

TEST(LayerNorm, GivesEachRowMeanBetaAndDeviationGamma) {
  Rng rng(5);
  Values x(2, 50, rng, 3.0), gamma = Values::zeros(1, 50), beta = Values::zeros(1, 50), out = Values::like(x);
  Values mean = Values::zeros(1, 2), rstd = Values::zeros(1, 2);
  for (double& value : gamma.data) value = 2.0;
  for (double& value : beta.data) value = -1.0;
  layer_norm_forward<double>(out.matrix(), mean.vector(), rstd.vector(), x.matrix(), gamma.vector(), beta.vector());
  for (Index r = 0; r < 2; ++r) {
    double sum = 0;
    double squares = 0;
    for (const double y : out.matrix().row(r)) sum += y;
    for (const double y : out.matrix().row(r)) squares += (y - sum / 50) * (y - sum / 50);
    EXPECT_NEAR(sum / 50, -1.0, 1e-12);
    EXPECT_NEAR(std::sqrt(squares / 50), 2.0, 1e-5);  // not quite, because of epsilon
  }
}

TEST(EmbeddingGradient, MatchesCentralDifferences) {
  Rng rng(6);
  Values tokens(5, 3, rng), positions(6, 3, rng), dout(4, 3, rng), out = Values::like(dout);
  Values dtokens = Values::like(tokens), dpositions = Values::like(positions);
  const std::vector<int> ids = {2, 0, 2, 4};  // one of them twice
  const auto loss = [&] {
    embedding_forward<double>(out.matrix(), ids, tokens.matrix(), positions.matrix(), 1);
    return weighted_sum(out, dout);
  };
  embedding_backward<double>(dtokens.matrix(), dpositions.matrix(), dout.matrix(), ids, 1);
  expect_gradient("tokens", tokens.data, dtokens.data, loss);
  expect_gradient("positions", positions.data, dpositions.data, loss);
}

/// Attention over a length with its gradients, for several numbers of heads, and lengths within and beyond the rows
/// that a product takes at a time.
class AttentionGradient : public ::testing::TestWithParam<std::pair<Index, Index>> {};

TEST_P(AttentionGradient, MatchesCentralDifferences) {
  const auto [length, heads] = GetParam();
  Rng rng(7);
  Values q(length, 4, rng), k(length, 4, rng), v(length, 4, rng), dout(length, 4, rng), out = Values::like(q);
  Values weights = Values::zeros(heads * length, length), scratch = Values::zeros(length, length);
  Values dq = Values::like(q), dk = Values::like(k), dv = Values::like(v);
  const auto loss = [&, heads = heads] {
    attention_forward<double>(out.matrix(), weights.vector(), q.matrix(), k.matrix(), v.matrix(), heads);
    return weighted_sum(out, dout);
  };
  loss();
  attention_backward<double>(dq.matrix(), dk.matrix(), dv.matrix(), scratch.vector(), dout.matrix(), weights.vector(),
                             q.matrix(), k.matrix(), v.matrix(), heads);
  expect_gradient("query", q.data, dq.data, loss);
  expect_gradient("key", k.data, dk.data, loss);
  expect_gradient("value", v.data, dv.data, loss);
}

INSTANTIATE_TEST_SUITE_P(LengthsAndHeads, AttentionGradient,
                         ::testing::Values(std::pair<Index, Index>{1, 2}, std::pair<Index, Index>{5, 1},
                                           std::pair<Index, Index>{6, 2}, std::pair<Index, Index>{7, 4},
                                           std::pair<Index, Index>{35, 2}));

TEST(Attention, IsTheFormulaOverTheKeysUpToTheQuery) {
  constexpr Index kLength = 34;
  constexpr Index kHeads = 2;
  constexpr Index kHeadDim = 3;
  Rng rng(8);
  Values q(kLength, 6, rng), k(kLength, 6, rng), v(kLength, 6, rng), out = Values::like(q);
  Values weights = Values::zeros(kHeads * kLength, kLength);
  attention_forward<double>(out.matrix(), weights.vector(), q.matrix(), k.matrix(), v.matrix(), kHeads);

  for (Index h = 0; h < kHeads; ++h) {
    for (Index t = 0; t < kLength; ++t) {
      std::vector<double> p(static_cast<std::size_t>(t + 1));
      double sum = 0;
      for (Index s = 0; s <= t; ++s) {
        double score = 0;
        for (Index c = h * kHeadDim; c < (h + 1) * kHeadDim; ++c) {
          score += q.matrix().row(t)[static_cast<std::size_t>(c)] * k.matrix().row(s)[static_cast<std::size_t>(c)];
        }
        p[static_cast<std::size_t>(s)] = std::exp(score / std::sqrt(3.0));
        sum += p[static_cast<std::size_t>(s)];
      }
      const std::span<double> row = weights.matrix().row(h * kLength + t);
      for (Index s = 0; s < kLength; ++s) {
        const double expected = s <= t ? p[static_cast<std::size_t>(s)] / sum : 0.0;
        EXPECT_NEAR(row[static_cast<std::size_t>(s)], expected, 1e-12) << "head " << h << ", " << t << " to " << s;
      }
      for (Index c = h * kHeadDim; c < (h + 1) * kHeadDim; ++c) {
        double z = 0;
        for (Index s = 0; s <= t; ++s) {
          z += p[static_cast<std::size_t>(s)] / sum * v.matrix().row(s)[static_cast<std::size_t>(c)];
        }
        EXPECT_NEAR(out.matrix().row(t)[static_cast<std::size_t>(c)], z, 1e-12);
      }
    }
  }
}

TEST(SoftmaxGradient, MatchesCentralDifferences) {
  Rng rng(9);
  Values x(1, 6, rng, 2.0), dout(1, 6, rng), out = x;
  const auto loss = [&] {
    out = x;
    softmax<double>(out.vector(), 0.7);
    return weighted_sum(out, dout);
  };
  loss();
  Values dx = dout;
  softmax_backward<double>(dx.vector(), out.vector(), 0.7);
  expect_gradient("x", x.data, dx.data, loss);
}

TEST(Softmax, DoesNotOverflow) {
  std::vector<float> x = {1000.0F, 999.0F, -1000.0F};
  softmax<float>(x, 1.0F);
  EXPECT_NEAR(x[0], 0.7310586F, 1e-6F);
  EXPECT_NEAR(x[1], 0.2689414F, 1e-6F);
  EXPECT_EQ(x[2], 0.0F);
}

TEST(LogSumExp, IsTheFormulaAndDoesNotOverflow) {
  const std::vector<double> x = {0.5, -1.0, 2.0, 0.0, 1.0};
  const double sum = std::exp(0.5) + std::exp(-1.0) + std::exp(2.0) + 1.0 + std::exp(1.0);
  EXPECT_NEAR(log_sum_exp<double>(x), std::log(sum), 1e-12);
  const std::vector<float> far = {500.0F, 500.0F};
  EXPECT_NEAR(log_sum_exp<float>(far), 500.0F + std::log(2.0F), 1e-4F);
}

TEST(CrossEntropyGradient, MatchesCentralDifferences) {
  Rng rng(10);
  Values logits(4, 5, rng, 2.0), probabilities = logits;
  const std::vector<int> targets = {3, -1, 0, 3};
  const auto loss = [&] {
    probabilities = logits;
    return cross_entropy_forward<double>(probabilities.matrix(), targets);
  };
  loss();
  Values dlogits = probabilities;
  cross_entropy_backward<double>(dlogits.matrix(), targets);
  expect_gradient("logits", logits.data, dlogits.data, loss);
  for (const double value : dlogits.matrix().row(1)) EXPECT_EQ(value, 0.0) << "a row without target has no gradient";
}

TEST(CrossEntropy, IsTheMeanNegativeLogProbabilityOfTheTargets) {
  std::vector<double> logits = {0.0, std::log(3.0), 5.0, 5.0};
  const std::vector<int> targets = {0, 1};
  const MatrixView<double> matrix(logits.data(), 2, 2);
  EXPECT_NEAR(cross_entropy_forward<double>(matrix, targets), (std::log(4.0) + std::log(2.0)) / 2, 1e-12);
  EXPECT_NEAR(logits[0], 0.25, 1e-12);
  EXPECT_NEAR(logits[1], 0.75, 1e-12);
}

TEST(CrossEntropy, StaysFiniteForATargetThatIsVeryUnlikely) {
  std::vector<float> logits = {200.0F, 0.0F};
  const std::vector<int> targets = {1};
  EXPECT_NEAR(cross_entropy_forward<float>({logits.data(), 1, 2}, targets), 200.0, 1e-4);
}

TEST(CrossEntropy, IsZeroWithoutTargets) {
  std::vector<float> logits = {1.0F, 2.0F};
  const std::vector<int> targets = {-1};
  EXPECT_EQ(cross_entropy_forward<float>({logits.data(), 1, 2}, targets), 0.0);
}

}  // namespace
}  // namespace glassgpt
