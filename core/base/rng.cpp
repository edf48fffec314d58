#include "rng.h"

#include <bit>

namespace glassgpt {

namespace {

/// SplitMix64 of Steele, Lea and Flood: advances the state and scrambles it.
std::uint64_t split_mix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace

Rng::Rng(std::uint64_t seed) {
  for (std::uint64_t& word : state_) word = split_mix(seed);
}

std::uint64_t Rng::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Rng::uniform() {
  return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

std::uint64_t Rng::below(std::uint64_t bound) {
  // 2^64 mod bound values at the low end would make some results likelier than others: they are drawn again.
  const std::uint64_t unfair = (0 - bound) % bound;
  std::uint64_t bits = next();
  while (bits < unfair) bits = next();
  return bits % bound;
}

double Rng::normal() {
  std::int64_t sum = 0;
  for (int i = 0; i < 12; ++i) sum += static_cast<std::int64_t>(next() >> 32U);
  return static_cast<double>(sum) * 0x1.0p-32 - 6.0;
}

std::uint64_t mix_seeds(std::uint64_t seed, std::uint64_t stream) {
  std::uint64_t state = seed;
  state = split_mix(state) ^ stream;
  return split_mix(state);
}

}  // namespace glassgpt
