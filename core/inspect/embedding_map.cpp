#include "embedding_map.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <utility>

#include "../base/error.h"
#include "../model/model.h"
#include "k_means.h"
#include "principal_plane.h"

namespace glassgpt {

namespace {

constexpr std::ptrdiff_t kTokensOfAGroup = 5;

double dot(std::span<const float> a, std::span<const float> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// The rows, less their mean. @return [n, d]
std::vector<float> centred(MatrixView<const float> rows) {
  std::vector<double> mean(static_cast<std::size_t>(rows.cols));
  for (Index r = 0; r < rows.rows; ++r) {
    for (std::size_t c = 0; c < mean.size(); ++c) mean[c] += static_cast<double>(rows.row(r)[c]);
  }
  std::vector<float> result;
  result.reserve(static_cast<std::size_t>(rows.rows * rows.cols));
  for (Index r = 0; r < rows.rows; ++r) {
    for (std::size_t c = 0; c < mean.size(); ++c) {
      const double middle = mean[c] / static_cast<double>(rows.rows);
      result.push_back(static_cast<float>(static_cast<double>(rows.row(r)[c]) - middle));
    }
  }
  return result;
}

/// The first ids of a list by a number of each, smallest first and of equal ones first id first.
std::vector<TokenId> smallest(std::vector<TokenId> ids, std::span<const double> numbers, std::ptrdiff_t count) {
  const auto of = [&](TokenId id) { return numbers[static_cast<std::size_t>(id)]; };
  const auto end = ids.begin() + std::min(count, std::ssize(ids));
  std::partial_sort(ids.begin(), end, ids.end(),
                    [&](TokenId a, TokenId b) { return of(a) != of(b) ? of(a) < of(b) : a < b; });
  ids.erase(end, ids.end());
  return ids;
}

/// The tokens nearest to the middle of each group.
std::vector<std::vector<TokenId>> middle_tokens(const Clusters& clusters, MatrixView<const float> points) {
  std::vector<double> distances;
  std::vector<std::vector<TokenId>> members(clusters.centroids.size() / static_cast<std::size_t>(points.cols));
  for (Index n = 0; n < points.rows; ++n) {
    const std::size_t group = clusters.assignments[static_cast<std::size_t>(n)];
    const std::span<const float> point = points.row(n);
    const std::span<const float> centroid = std::span(clusters.centroids).subspan(group * point.size(), point.size());
    distances.push_back(dot(centroid, centroid) - 2 * dot(point, centroid) + dot(point, point));
    members[group].push_back(static_cast<TokenId>(n));
  }
  for (std::vector<TokenId>& its : members) its = smallest(std::move(its), distances, kTokensOfAGroup);
  return members;
}

}  // namespace

EmbeddingMap embedding_map(const Model<float>& model, int groups) {
  if (groups < 1 || groups > kMostGroups) {
    throw Error("embedding map", "the number of groups is " + std::to_string(groups),
                "choose a whole number from 1 to " + std::to_string(kMostGroups));
  }
  const MatrixView<const float> embeddings = model.weights()["token_embedding"];
  const std::vector<float> values = centred(embeddings);
  const MatrixView<const float> points(values.data(), embeddings.rows, embeddings.cols);
  PrincipalPlane plane = principal_plane(points);
  Clusters clusters = k_means(points, std::min(groups, model.config.vocab_size));
  EmbeddingMap map = {.x = std::move(plane.coordinates[0]),
                      .y = std::move(plane.coordinates[1]),
                      .group = {},
                      .group_tokens = middle_tokens(clusters, points),
                      .explained = plane.explained};
  map.group = std::move(clusters.assignments);
  return map;
}

std::vector<Neighbour> neighbours(const Model<float>& model, TokenId id, int count) {
  const MatrixView<const float> embeddings = model.weights()["token_embedding"];
  if (id < 0 || id >= embeddings.rows) {
    throw Error("neighbours", "there is no token " + std::to_string(id),
                "choose one from 0 to " + std::to_string(embeddings.rows - 1));
  }
  if (count < 1) throw Error("neighbours", "count is " + std::to_string(count), "choose a whole number from 1 up");
  const std::span<const float> its = embeddings.row(id);
  std::vector<double> opposite;  // of the similarities, so that the smallest is the nearest
  std::vector<TokenId> others;
  for (Index n = 0; n < embeddings.rows; ++n) {
    const std::span<const float> other = embeddings.row(n);
    const double lengths = std::sqrt(dot(its, its) * dot(other, other));
    opposite.push_back(lengths > 0 ? -dot(its, other) / lengths : 0.0);
    if (n != id) others.push_back(static_cast<TokenId>(n));
  }
  std::vector<Neighbour> result;
  for (const TokenId near : smallest(std::move(others), opposite, count)) {
    result.push_back({.id = near, .similarity = -opposite[static_cast<std::size_t>(near)]});
  }
  return result;
}

}  // namespace glassgpt
