#include "core/inspect/embedding_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>
#include <vector>

#include "core/base/rng.h"
#include "core/inspect/k_means.h"
#include "core/inspect/principal_plane.h"
#include "core/model/model.h"
#include "tests/support/errors.h"

namespace glassgpt {
namespace {

using PointRows = std::vector<std::vector<double>>;

/// Eigenvalues, largest first, and eigenvectors of a symmetric matrix by Jacobi's method: each rotation makes one
/// element off the diagonal 0, until all are.
struct Eigen {
  std::vector<double> values;
  PointRows vectors;
};

Eigen jacobi(PointRows a) {
  const std::size_t n = a.size();
  PointRows v(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) v[i][i] = 1;
  for (int sweep = 0; sweep < 50; ++sweep) {
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        const double angle = std::atan2(2 * a[p][q], a[q][q] - a[p][p]) / 2;
        const double c = std::cos(angle);
        const double s = std::sin(angle);
        const auto rotate = [&](double& x, double& y) {
          const double old = x;
          x = c * old - s * y;
          y = s * old + c * y;
        };
        for (std::size_t i = 0; i < n; ++i) rotate(a[i][p], a[i][q]);
        for (std::size_t i = 0; i < n; ++i) rotate(a[p][i], a[q][i]);
        for (std::size_t i = 0; i < n; ++i) rotate(v[i][p], v[i][q]);
      }
    }
  }
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return a[i][i] > a[j][j]; });
  Eigen result;
  for (const std::size_t i : order) {
    result.values.push_back(a[i][i]);
    std::vector<double> vector;
    for (std::size_t row = 0; row < n; ++row) vector.push_back(v[row][i]);
    result.vectors.push_back(vector);
  }
  return result;
}

TEST(PrincipalPlane, FindsAxesWorkedOutByHand) {
  // Along (0.6, 0.8) at 5 and -5, across it at 1 and -1: variances 12.5 and 0.5.
  const std::vector<float> points = {3, 4, -3, -4, -0.8F, 0.6F, 0.8F, -0.6F};
  const PrincipalPlane plane = principal_plane({points.data(), 4, 2});
  const std::vector<double> x = {5, -5, 0, 0};
  const std::vector<double> y = {0, 0, -1, 1};  // v2 = (0.8, -0.6): its larger component is positive
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(plane.coordinates[0][i], x[i], 1e-5);
    EXPECT_NEAR(plane.coordinates[1][i], y[i], 1e-5);
  }
  EXPECT_NEAR(plane.explained[0], 25.0 / 26, 1e-6);
  EXPECT_NEAR(plane.explained[1], 1.0 / 26, 1e-6);
}

TEST(PrincipalPlane, AgreesWithJacobisMethod) {
  constexpr std::size_t kPoints = 60;
  constexpr std::size_t kDim = 7;
  Rng rng(5);
  std::vector<float> points(kPoints * kDim);
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = static_cast<float>(rng.normal() * (1 + static_cast<double>(i % kDim)));
  }
  for (std::size_t c = 0; c < kDim; ++c) {
    double mean = 0;
    for (std::size_t i = 0; i < kPoints; ++i) mean += static_cast<double>(points[i * kDim + c]) / kPoints;
    for (std::size_t i = 0; i < kPoints; ++i) points[i * kDim + c] -= static_cast<float>(mean);
  }
  PointRows covariance(kDim, std::vector<double>(kDim));
  for (std::size_t i = 0; i < kPoints; ++i) {
    for (std::size_t a = 0; a < kDim; ++a) {
      for (std::size_t b = 0; b < kDim; ++b) {
        covariance[a][b] +=
            static_cast<double>(points[i * kDim + a]) * static_cast<double>(points[i * kDim + b]) / kPoints;
      }
    }
  }
  const Eigen expected = jacobi(covariance);
  const double variance = std::accumulate(expected.values.begin(), expected.values.end(), 0.0);

  const PrincipalPlane plane = principal_plane({points.data(), kPoints, kDim});
  for (std::size_t component = 0; component < 2; ++component) {
    std::vector<double> v = expected.vectors[component];
    const double largest =
        *std::max_element(v.begin(), v.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    for (double& value : v) value *= largest < 0 ? -1 : 1;
    EXPECT_NEAR(plane.explained[component], expected.values[component] / variance, 1e-5);
    for (std::size_t i = 0; i < kPoints; ++i) {
      double along = 0;
      for (std::size_t c = 0; c < kDim; ++c) along += static_cast<double>(points[i * kDim + c]) * v[c];
      EXPECT_NEAR(plane.coordinates[component][i], along, 1e-3);
    }
  }
}

TEST(PrincipalPlane, OfPointsOnALineOrInOnePlaceIsZeroWhereThereIsNothing) {
  const std::vector<float> line = {1, 2, -1, -2};
  const PrincipalPlane on_line = principal_plane({line.data(), 2, 2});
  EXPECT_NEAR(on_line.coordinates[0][0], std::sqrt(5.0), 1e-5);
  EXPECT_NEAR(on_line.coordinates[1][0], 0, 1e-5);
  EXPECT_NEAR(on_line.explained[0], 1, 1e-6);
  EXPECT_NEAR(on_line.explained[1], 0, 1e-6);

  const std::vector<float> place(6, 0.0F);
  const PrincipalPlane in_one_place = principal_plane({place.data(), 2, 3});
  EXPECT_EQ(in_one_place.coordinates[0], (std::vector<float>{0, 0}));
  EXPECT_EQ(in_one_place.coordinates[1], (std::vector<float>{0, 0}));
  EXPECT_EQ(in_one_place.explained[0], 0);
}

double distance(const std::vector<float>& points, const std::vector<float>& centroids, std::size_t n, std::size_t g,
                std::size_t dim) {
  double sum = 0;
  for (std::size_t c = 0; c < dim; ++c) {
    sum += std::pow(static_cast<double>(points[n * dim + c]) - static_cast<double>(centroids[g * dim + c]), 2);
  }
  return sum;
}

TEST(KMeans, FindsClustersThatLieApart) {
  Rng rng(3);
  std::vector<float> points;
  for (std::size_t n = 0; n < 90; ++n) {  // three clusters in turn, at 0, 10 and 20 on the diagonal
    for (int c = 0; c < 4; ++c) points.push_back(static_cast<float>(10.0 * static_cast<double>(n % 3) + rng.normal()));
  }
  const Clusters clusters = k_means({points.data(), 90, 4}, 3);
  EXPECT_EQ((std::set<std::uint8_t>{clusters.assignments[0], clusters.assignments[1], clusters.assignments[2]}),
            (std::set<std::uint8_t>{0, 1, 2}));
  for (std::size_t n = 3; n < 90; ++n) EXPECT_EQ(clusters.assignments[n], clusters.assignments[n - 3]);
}

TEST(KMeans, EndsWithEveryPointNearestToItsCentreAndCentresAtTheMeans) {
  constexpr std::size_t kPoints = 200;
  constexpr std::size_t kDim = 3;
  constexpr std::size_t kGroups = 7;
  Rng rng(8);
  std::vector<float> points(kPoints * kDim);
  for (float& value : points) value = static_cast<float>(rng.normal());
  const Clusters clusters = k_means({points.data(), kPoints, kDim}, kGroups);
  std::vector<double> means(kGroups * kDim);
  std::vector<double> counts(kGroups);
  for (std::size_t n = 0; n < kPoints; ++n) {
    const std::size_t its = clusters.assignments[n];
    counts[its] += 1;
    for (std::size_t c = 0; c < kDim; ++c) means[its * kDim + c] += static_cast<double>(points[n * kDim + c]);
    for (std::size_t g = 0; g < kGroups; ++g) {
      EXPECT_LE(distance(points, clusters.centroids, n, its, kDim),
                distance(points, clusters.centroids, n, g, kDim) + 1e-5);
    }
  }
  for (std::size_t i = 0; i < means.size(); ++i) EXPECT_NEAR(clusters.centroids[i], means[i] / counts[i / kDim], 1e-5);
}

TEST(KMeans, OfFewerPlacesThanGroupsLeavesSomeEmpty) {
  const std::vector<float> points = {1, 1, 1, 5};
  const Clusters clusters = k_means({points.data(), 4, 1}, 3);
  EXPECT_EQ(clusters.assignments[0], clusters.assignments[1]);
  EXPECT_EQ(clusters.assignments[0], clusters.assignments[2]);
  EXPECT_NE(clusters.assignments[0], clusters.assignments[3]);
}

/// A model of eight tokens whose embeddings are set.
Model<float> model_with(const std::function<float(std::size_t token, std::size_t column)>& value) {
  Model<float> model(
      {.vocab_size = 8, .max_seq_len = 4, .embedding_dim = 4, .hidden_dim = 4, .num_layers = 1, .num_heads = 1});
  for (std::size_t i = 0; i < 8 * 4; ++i) model.parameters[i] = value(i / 4, i % 4);
  return model;
}

TEST(EmbeddingMap, IsCentredAndNamesTheMiddleOfEachGroup) {
  // Two groups far apart, at 100 and 200 along a direction; within each, the tokens stand off by 0, 1, 2, 3 and more.
  const Model<float> model = model_with([](std::size_t token, std::size_t column) {
    const float middle = token < 3 ? 100.0F : 200.0F;
    return column == 0 ? middle + (token == 2 || token == 7 ? 3.0F : 0.0F) : 0.0F;
  });
  const EmbeddingMap map = embedding_map(model, 2);
  EXPECT_NEAR(std::accumulate(map.x.begin(), map.x.end(), 0.0), 0, 1e-3);
  EXPECT_NEAR(map.x[3] - map.x[0], 100, 1e-3);
  EXPECT_NEAR(map.explained[0], 1, 1e-6);
  EXPECT_EQ(map.y, std::vector<float>(8, 0.0F));
  EXPECT_NE(map.group[0], map.group[3]);
  // The means are 101 and 200.6: tokens 0 and 1 are off by 1, token 2 by 2; of the others, 7 is farthest.
  EXPECT_EQ(map.group_tokens[map.group[0]], (std::vector<TokenId>{0, 1, 2}));
  EXPECT_EQ(map.group_tokens[map.group[3]], (std::vector<TokenId>{3, 4, 5, 6, 7}));
  EXPECT_EQ(embedding_map(model, 100).group_tokens.size(), 8U) << "as many groups as tokens at most";
  EXPECT_EQ(testing::error_of([&] { embedding_map(model, 0); }),
            "embedding map: the number of groups is 0; choose a whole number from 1 to 256");
  EXPECT_EQ(testing::error_of([&] { embedding_map(model, 257); }),
            "embedding map: the number of groups is 257; choose a whole number from 1 to 256");
}

TEST(Neighbours, AreThoseOfTheSmallestAngles) {
  // Token t at the angle 0.1 t^2, each of another length.
  const Model<float> model = model_with([](std::size_t token, std::size_t column) {
    const double t = static_cast<double>(token);
    const double length = 1 + std::fmod(3 * t, 5);
    if (column == 0) return static_cast<float>(length * std::cos(0.1 * t * t));
    return column == 1 ? static_cast<float>(length * std::sin(0.1 * t * t)) : 0.0F;
  });
  const std::vector<Neighbour> near = neighbours(model, 2, 3);  // at 0.4; the others at 0, 0.1, 0.9, 1.6, …
  ASSERT_EQ(near.size(), 3U);
  EXPECT_EQ(near[0].id, 1);
  EXPECT_NEAR(near[0].similarity, std::cos(0.3), 1e-6);
  EXPECT_EQ(near[1].id, 0);
  EXPECT_NEAR(near[1].similarity, std::cos(0.4), 1e-6);
  EXPECT_EQ(near[2].id, 3);
  EXPECT_NEAR(near[2].similarity, std::cos(0.5), 1e-6);
  EXPECT_EQ(neighbours(model, 0, 100).size(), 7U);
  EXPECT_EQ(testing::error_of([&] { neighbours(model, 8, 1); }),
            "neighbours: there is no token 8; choose one from 0 to 7");
  EXPECT_EQ(testing::error_of([&] { neighbours(model, -1, 1); }),
            "neighbours: there is no token -1; choose one from 0 to 7");
  EXPECT_EQ(testing::error_of([&] { neighbours(model, 0, 0); }),
            "neighbours: count is 0; choose a whole number from 1 up");
}

}  // namespace
}  // namespace glassgpt
