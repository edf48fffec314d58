#include "principal_plane.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <utility>

#include "../base/rng.h"
#include "../math/matmul.h"

namespace glassgpt {

namespace {

using Directions = std::array<std::vector<double>, 2>;

constexpr int kMostIterations = 200;
/// Iteration ends when no component of a unit vector moves by more.
constexpr double kStill = 1e-7;
/// Of a vector's length before it was multiplied: what is left is rounding.
constexpr double kNothing = 1e-10;

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Makes it of length 1; a vector no longer than `nothing` becomes 0.
void normalize(std::vector<double>& v, double nothing) {
  const double length = std::sqrt(dot(v, v));
  for (double& value : v) value = length > nothing ? value / length : 0.0;
}

/// C v.
std::vector<double> product(MatrixView<const float> c, std::span<const double> v) {
  std::vector<double> result;
  for (Index r = 0; r < c.rows; ++r) result.push_back(std::inner_product(v.begin(), v.end(), c.row(r).begin(), 0.0));
  return result;
}

double largest_change(std::span<const double> a, std::span<const double> b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

/// Turns it so that its component of largest magnitude is positive.
void fix_sign(std::vector<double>& v) {
  const auto largest =
      std::max_element(v.begin(), v.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (*largest >= 0) return;
  for (double& value : v) value = -value;
}

/// The eigenvectors of a covariance matrix that belong to its two largest eigenvalues.
/// @param trace  of the matrix
Directions leading_eigenvectors(MatrixView<const float> covariance, double trace) {
  Directions v;
  Rng rng(0);
  for (std::vector<double>& its : v) {
    for (Index i = 0; i < covariance.rows; ++i) its.push_back(rng.normal());
  }
  for (int iteration = 0; iteration < kMostIterations; ++iteration) {
    double change = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
      std::vector<double> next = product(covariance, v[i]);
      if (i == 1) {
        const double along = dot(next, v[0]);
        for (std::size_t j = 0; j < next.size(); ++j) next[j] -= along * v[0][j];
      }
      normalize(next, kNothing * trace);
      change = std::max(change, largest_change(next, v[i]));
      v[i] = std::move(next);
    }
    if (change < kStill) break;
  }
  for (std::vector<double>& its : v) fix_sign(its);
  return v;
}

}  // namespace

PrincipalPlane principal_plane(MatrixView<const float> centred) {
  const Index d = centred.cols;
  std::vector<float> values(static_cast<std::size_t>(d * d));
  const Matrix<float> covariance(values.data(), d, d);
  matmul<float>(covariance, transposed(centred), centred);
  double trace = 0;
  for (float& value : values) value /= static_cast<float>(centred.rows);
  for (Index i = 0; i < d; ++i) trace += static_cast<double>(covariance.row(i)[static_cast<std::size_t>(i)]);

  const Directions components = leading_eigenvectors(covariance, trace);
  PrincipalPlane plane;
  for (std::size_t i = 0; i < components.size(); ++i) {
    for (const double along : product(centred, components[i])) {
      plane.coordinates[i].push_back(static_cast<float>(along));
    }
    // The Rayleigh quotient of a unit vector.
    if (trace > 0) plane.explained[i] = dot(components[i], product(covariance, components[i])) / trace;
  }
  return plane;
}

}  // namespace glassgpt
