#pragma once

#include <cstdint>
#include <vector>

#include "../math/view.h"

namespace glassgpt {

/// Most groups that k_means makes.
inline constexpr int kMostGroups = 256;

/// Points in groups of near ones.
struct Clusters {
  std::vector<std::uint8_t> assignments;  ///< the group of each point, from 0
  std::vector<float> centroids;           ///< mean of each group's points [groups, d]; of an empty group, any place
};

/// k-means by Lloyd's algorithm (1982): each point joins the group whose centroid is nearest, each centroid moves to
/// the mean of its points, until nothing changes or for a bounded number of rounds. The first centroids are points
/// chosen at random, each with a probability that grows with the square of its distance from those before it
/// (k-means++, Arthur and Vassilvitskii 2007). The random numbers are seeded: the same points give the same groups.
///
/// @param points  [n, d], at least one
/// @param groups  1 … kMostGroups; where there are fewer different points, some stay empty
Clusters k_means(MatrixView<const float> points, int groups);

}  // namespace glassgpt
