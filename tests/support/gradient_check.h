#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/math/view.h"

// Gradient checks in double: the one way in which this project tests that a backward is the derivative of its forward.
//
// To add an operation: put its inputs into Values, write a lambda that runs the forward on them and returns
// weighted_sum(out, dout) for a fixed random dout, run the backward with that same dout, and call
// expect_gradient(name, input, gradient, lambda) for each input.

namespace glassgpt::testing {

/// A matrix of doubles of its own, filled with normal random numbers.
struct Values {
  std::vector<double> data;
  Index rows;
  Index cols;

  Values(Index row_count, Index column_count, Rng& rng, double spread = 1.0)
      : data(static_cast<std::size_t>(row_count * column_count)), rows(row_count), cols(column_count) {
    for (double& value : data) value = spread * rng.normal();
  }
  static Values zeros(Index rows, Index cols) {
    Rng unused(0);
    return {rows, cols, unused, 0.0};
  }
  static Values like(const Values& other) { return zeros(other.rows, other.cols); }

  MatrixView<double> matrix() { return {data.data(), rows, cols}; }
  std::span<double> vector() { return data; }
};

/// The scalar whose gradient by `out` is `dout`.
inline double weighted_sum(const Values& out, const Values& dout) {
  double sum = 0;
  for (std::size_t i = 0; i < out.data.size(); ++i) sum += out.data[i] * dout.data[i];
  return sum;
}

/// Compares a gradient with central differences of `loss`, element by element, relative to the largest of them.
/// @param x     what loss() depends on; changed and put back
/// @param step  half the distance of the two points
inline void expect_gradient(const std::string& name, std::span<double> x, std::span<const double> gradient,
                            const std::function<double()>& loss, double tolerance = 1e-7, double step = 1e-5) {
  std::vector<double> numeric(x.size());
  double largest = 1e-3;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double kept = x[i];
    x[i] = kept + step;
    const double above = loss();
    x[i] = kept - step;
    const double below = loss();
    x[i] = kept;
    numeric[i] = (above - below) / (2 * step);
    largest = std::max(largest, std::abs(numeric[i]));
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(gradient[i], numeric[i], tolerance * largest) << name << ", element " << i << " of " << x.size();
  }
}

}  // namespace glassgpt::testing
