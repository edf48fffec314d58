#include "multiply_adds.h"

namespace {

// With the two factors the accumulators fit into the vector registers, and there are enough of them to hide the
// latency: 2 fused operations a cycle, or 2 multiplications and 2 additions that follow them.
#ifdef __wasm__
constexpr int kVectorBytes = 16;
constexpr int kAccumulators = 13;
#else
#ifdef __AVX512F__
constexpr int kVectorBytes = 64;
#else
constexpr int kVectorBytes = 32;
#endif
constexpr int kAccumulators = 10;
#endif
constexpr int kLanes = kVectorBytes / static_cast<int>(sizeof(float));

using Lanes = float __attribute__((vector_size(kVectorBytes)));

}  // namespace

float multiply_adds(int rounds) {
  Lanes sums[kAccumulators] = {};
  for (int i = 0; i < kAccumulators; ++i) sums[i] += static_cast<float>(i);
  const Lanes factor = Lanes{} + 0.5F;
  const Lanes addend = Lanes{} + 1.0F;
  for (int round = 0; round < rounds; ++round) {
    for (Lanes& sum : sums) sum = sum * factor + addend;
  }
  Lanes total = {};
  for (const Lanes& sum : sums) total += sum;
  float result = 0;
  for (int lane = 0; lane < kLanes; ++lane) result += total[lane];
  return result;
}

int operations_per_round() {
  return 2 * kLanes * kAccumulators;
}
