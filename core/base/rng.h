#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace glassgpt {

/// Seeded pseudo-random numbers that are the same on every platform and compiler.
///
/// The generator is xoshiro256** 1.0 of Blackman and Vigna (https://prng.di.unimi.it), its state filled by
/// SplitMix64. The distributions are our own, because those of the standard library differ between implementations.
class Rng {
 public:
  /// The same seed gives the same numbers, in the same order.
  explicit Rng(std::uint64_t seed);

  /// 64 random bits.
  std::uint64_t next();

  /// Uniform in [0, 1), with 53 random bits.
  double uniform();

  /// Uniform in 0 … bound - 1 without bias, by rejection. @param bound at least 1
  std::uint64_t below(std::uint64_t bound);

  /// Approximately standard normal: the sum of twelve uniforms less six (Irwin–Hall), which has mean 0 and variance 1.
  /// It needs no logarithm, so that it is exact integer arithmetic and the same everywhere; its values stay within
  /// [-6, 6).
  double normal();

  /// Puts the items into a uniformly random order (Fisher–Yates).
  template <typename T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      const auto j = static_cast<std::size_t>(below(i));
      std::swap(items[i - 1], items[j]);
    }
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

/// One 64-bit seed out of two numbers, for independent streams (an epoch's shuffle, a phase's shuffle).
std::uint64_t mix_seeds(std::uint64_t seed, std::uint64_t stream);

}  // namespace glassgpt
