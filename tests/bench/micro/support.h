#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/rng.h"
#include "core/math/view.h"

namespace glassgpt::micro {

/// The sizes of work A, which the benchmarks take their shapes from.
inline constexpr Index kLength = 80;
inline constexpr Index kExamples = 16;
inline constexpr Index kRows = kExamples * kLength;  ///< N
inline constexpr Index kDim = 128;                   ///< d
inline constexpr Index kHidden = 256;                ///< h
inline constexpr Index kHeads = 4;
inline constexpr Index kVocabulary = 1024;  ///< V

/// As many normally distributed numbers.
inline std::vector<float> random_values(Index count) {
  Rng rng(1);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(rng.normal());
  return values;
}

/// A matrix of random numbers, with the memory it lies in.
struct RandomMatrix {
  RandomMatrix(Index rows, Index cols) : values(random_values(rows * cols)), view(values.data(), rows, cols) {}
  RandomMatrix(const RandomMatrix&) = delete;
  RandomMatrix& operator=(const RandomMatrix&) = delete;

  std::vector<float> values;
  MatrixView<float> view;
};

/// As many ids below `limit`.
inline std::vector<int> random_ids(Index count, Index limit) {
  Rng rng(2);
  std::vector<int> ids(static_cast<std::size_t>(count));
  for (int& id : ids) id = static_cast<int>(rng.below(static_cast<std::uint64_t>(limit)));
  return ids;
}

/// Reports floating-point operations a second. @param operations  of one iteration
inline void count_operations(benchmark::State& state, Index operations) {
  state.counters["FLOP/s"] =
      benchmark::Counter(static_cast<double>(operations), benchmark::Counter::kIsIterationInvariantRate);
}

/// Reports bytes read and written a second. @param floats  read or written in one iteration, each time it is
inline void count_floats(benchmark::State& state, Index floats) {
  state.counters["B/s"] =
      benchmark::Counter(static_cast<double>(floats) * sizeof(float), benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace glassgpt::micro
