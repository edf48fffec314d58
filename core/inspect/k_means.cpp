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

/// The first centres.
void choose_centres(MatrixView<const float> points, Matrix<float> centres) {
  Rng rng(0);
  std::vector<double> distances(static_cast<std::size_t>(points.rows), 1.0);
  for (Index g = 0; g < centres.rows; ++g) {
    const auto chosen = static_cast<Index>(draw(distances, rng));
    std::copy_n(points.row(chosen).data(), points.cols, centres.row(g).data());
    for (Index n = 0; n < points.rows; ++n) {
      const double distance = squared_distance(points.row(n), centres.row(g));
      double& nearest = distances[static_cast<std::size_t>(n)];
      nearest = g == 0 ? distance : std::min(nearest, distance);
    }
  }
}

/// Puts each point into the group of the nearest centre. Of \f$ |x - c|^2 = |x|^2 - 2 x \cdot c + |c|^2 \f$ the first
/// term is the same for all centres, and the products are one of matrices.
/// @param products  space for them [n, groups]
/// @return whether a point has changed its group
bool join_nearest(std::vector<std::uint8_t>& of, MatrixView<const float> points, Matrix<float> centres,
                  Matrix<float> products) {
  matmul<float>(products, points, transposed(centres));
  std::vector<float> halves;
  for (Index g = 0; g < centres.rows; ++g) {
    const std::span<const float> c = centres.row(g);
    halves.push_back(std::inner_product(c.begin(), c.end(), c.begin(), 0.0F) / 2);
  }
  bool changed = false;
  for (Index n = 0; n < points.rows; ++n) {
    const std::span<float> row = products.row(n);
    std::transform(halves.begin(), halves.end(), row.begin(), row.begin(), std::minus<>());
    const auto nearest = static_cast<std::uint8_t>(std::min_element(row.begin(), row.end()) - row.begin());
    changed = changed || of[static_cast<std::size_t>(n)] != nearest;
    of[static_cast<std::size_t>(n)] = nearest;
  }
  return changed;
}

/// Moves each centre to the mean of its group's points.
void move_centres(Matrix<float> centres, std::span<const std::uint8_t> of, MatrixView<const float> points) {
  const auto d = static_cast<std::size_t>(points.cols);
  std::vector<double> sums(static_cast<std::size_t>(centres.rows) * d);
  std::vector<double> counts(static_cast<std::size_t>(centres.rows));
  for (Index n = 0; n < points.rows; ++n) {
    const std::size_t g = of[static_cast<std::size_t>(n)];
    counts[g] += 1;
    for (std::size_t i = 0; i < d; ++i) sums[g * d + i] += static_cast<double>(points.row(n)[i]);
  }
  for (std::size_t g = 0; g < counts.size(); ++g) {
    if (counts[g] == 0) continue;
    for (std::size_t i = 0; i < d; ++i) {
      centres.row(static_cast<Index>(g))[i] = static_cast<float>(sums[g * d + i] / counts[g]);
    }
  }
}

}  // namespace

Groups k_means(MatrixView<const float> points, int groups) {
  Groups result;
  result.of.resize(static_cast<std::size_t>(points.rows));
  result.centres.resize(static_cast<std::size_t>(groups * points.cols));
  const Matrix<float> centres(result.centres.data(), groups, points.cols);
  std::vector<float> space(static_cast<std::size_t>(groups * points.rows));
  choose_centres(points, centres);
  for (int round = 0; round < kMostRounds; ++round) {
    const bool changed = join_nearest(result.of, points, centres, {space.data(), points.rows, groups});
    if (round > 0 && !changed) break;
    move_centres(centres, result.of, points);
  }
  return result;
}

}  // namespace glassgpt
