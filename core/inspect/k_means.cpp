#include "k_means.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <span>

#include "../base/rng.h"
#include "../math/matmul.h"

namespace glassgpt {

namespace {

constexpr int kMostRounds = 50;

double squared_distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return sum;
}

/// A number drawn with probabilities in proportion to the weights; the first one if they are all 0.
std::size_t draw(std::span<const double> weights, Rng& rng) {
  double left = rng.uniform() * std::accumulate(weights.begin(), weights.end(), 0.0);
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    left -= weights[i];
    if (left < 0) break;
  }
  return last;
}

/// The first centroids.
void choose_centroids(MatrixView<const float> points, Matrix<float> centroids) {
  Rng rng(0);
  std::vector<double> distances(static_cast<std::size_t>(points.rows), 1.0);
  for (Index g = 0; g < centroids.rows; ++g) {
    const auto chosen = static_cast<Index>(draw(distances, rng));
    std::copy_n(points.row(chosen).data(), points.cols, centroids.row(g).data());
    for (Index n = 0; n < points.rows; ++n) {
      const double distance = squared_distance(points.row(n), centroids.row(g));
      double& nearest = distances[static_cast<std::size_t>(n)];
      nearest = g == 0 ? distance : std::min(nearest, distance);
    }
  }
}

/// Puts each point into the group of the nearest centroid. Of \f$ |x - c|^2 = |x|^2 - 2 x \cdot c + |c|^2 \f$ the first
/// term is the same for all centroids, and the products are one of matrices.
/// @param products  space for them [n, groups]
/// @return whether a point has changed its group
bool join_nearest(std::vector<std::uint8_t>& assignments, MatrixView<const float> points, Matrix<float> centroids,
                  Matrix<float> products) {
  matmul<float>(products, points, transposed(centroids));
  std::vector<float> halves;
  for (Index g = 0; g < centroids.rows; ++g) {
    const std::span<const float> c = centroids.row(g);
    halves.push_back(std::inner_product(c.begin(), c.end(), c.begin(), 0.0F) / 2);
  }
  bool changed = false;
  for (Index n = 0; n < points.rows; ++n) {
    const std::span<float> row = products.row(n);
    std::transform(halves.begin(), halves.end(), row.begin(), row.begin(), std::minus<>());
    const auto nearest = static_cast<std::uint8_t>(std::min_element(row.begin(), row.end()) - row.begin());
    changed = changed || assignments[static_cast<std::size_t>(n)] != nearest;
    assignments[static_cast<std::size_t>(n)] = nearest;
  }
  return changed;
}

/// Moves each centroid to the mean of its group's points.
void move_centroids(Matrix<float> centroids, std::span<const std::uint8_t> assignments,
                    MatrixView<const float> points) {
  const auto d = static_cast<std::size_t>(points.cols);
  std::vector<double> sums(static_cast<std::size_t>(centroids.rows) * d);
  std::vector<double> counts(static_cast<std::size_t>(centroids.rows));
  for (Index n = 0; n < points.rows; ++n) {
    const std::size_t g = assignments[static_cast<std::size_t>(n)];
    counts[g] += 1;
    for (std::size_t i = 0; i < d; ++i) sums[g * d + i] += static_cast<double>(points.row(n)[i]);
  }
  for (std::size_t g = 0; g < counts.size(); ++g) {
    if (counts[g] == 0) continue;
    for (std::size_t i = 0; i < d; ++i) {
      centroids.row(static_cast<Index>(g))[i] = static_cast<float>(sums[g * d + i] / counts[g]);
    }
  }
}

}  // namespace

Clusters k_means(MatrixView<const float> points, int groups) {
  Clusters result;
  result.assignments.resize(static_cast<std::size_t>(points.rows));
  result.centroids.resize(static_cast<std::size_t>(groups * points.cols));
  const Matrix<float> centroids(result.centroids.data(), groups, points.cols);
  std::vector<float> space(static_cast<std::size_t>(groups * points.rows));
  choose_centroids(points, centroids);
  for (int round = 0; round < kMostRounds; ++round) {
    const bool changed = join_nearest(result.assignments, points, centroids, {space.data(), points.rows, groups});
    if (round > 0 && !changed) break;
    move_centroids(centroids, result.assignments, points);
  }
  return result;
}

}  // namespace glassgpt
