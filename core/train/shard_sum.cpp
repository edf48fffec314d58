#include "shard_sum.h"

#include <algorithm>
#include <array>

namespace glassgpt {

namespace {

/// Calls add(a, b) for each two sums that the tree adds, and leaves what is left of them at the beginning.
template <typename Add>
std::size_t join(std::span<ShardSum> sums, Add add) {
  std::size_t left = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    ShardSum last = sums[i];
    for (; left > 0 && are_halves(sums[left - 1], last); --left) {
      ShardSum& into = sums[left - 1];
      add(into, last);
      into.count += last.count;
      into.loss += last.loss;
      last = into;
    }
    sums[left] = last;
    left += 1;
  }
  return left;
}

}  // namespace

void add_gradients(std::span<const ShardSum> sums, Slice parameters) {
  constexpr Index kAtATime = 2048;  // of all sums in the first-level cache
  for (const Index end = parameters.first + parameters.count; parameters.first < end; parameters.first += kAtATime) {
    parameters.count = std::min(kAtATime, end - parameters.first);
    std::array<ShardSum, kMostShards> some;
    std::copy(sums.begin(), sums.end(), some.begin());
    join(std::span(some).first(sums.size()), [&](const ShardSum& into, const ShardSum& other) {
      float* __restrict sum = parameters.of(into.gradients).data();
      const float* __restrict more = parameters.of(other.gradients).data();
      for (Index i = 0; i < parameters.count; ++i) sum[i] += more[i];
    });
  }
}

std::size_t join_sums(std::span<ShardSum> sums) {
  return join(sums, [](const ShardSum&, const ShardSum&) {});
}

}  // namespace glassgpt
