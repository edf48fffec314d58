#include "shards.h"

#include <algorithm>
#include <cmath>

namespace glassgpt {

namespace {

/// Least rows of a shard where there are two, and where there are more: what each shard packs and adds up by itself has
/// to be little beside its products.
constexpr double kLeastRowsOfTwo = 128;
constexpr double kLeastRows = 256;
/// Least work of a shard, in floating-point operations: a millisecond natively, some in a tab.
constexpr double kLeastWork = 1e8;
/// Most rows of a shard, as a multiple of its share: those who work on the others would wait for it.
constexpr double kMostUneven = 1.5;

/// The example that a shard ends before: the cut nearest to equal parts.
/// @param begin  its first example
Index end_of_shard(const Batch& batch, Index count, Index shard, Index begin) {
  const Index wanted = batch.rows() * (shard + 1) / count;
  const auto after = std::upper_bound(batch.starts.begin(), batch.starts.end() - 1, wanted);
  const bool is_nearer_before = wanted - *(after - 1) <= *after - wanted;
  const Index nearest = after - batch.starts.begin() - (is_nearer_before ? 1 : 0);
  const Index left_for_others = count - shard - 1;
  return std::clamp(nearest, begin + 1, batch.examples() - left_for_others);
}

/// Calls take(shard, first example, the one behind its last).
template <typename Take>
void each_shard(const Batch& batch, std::size_t count, Take take) {
  const auto shards = static_cast<Index>(count);
  Index begin = 0;
  for (Index shard = 0; shard < shards; ++shard) {
    const Index end = end_of_shard(batch, shards, shard, begin);
    take(static_cast<std::size_t>(shard), begin, end);
    begin = end;
  }
}

/// The most rows that one of so many shards has.
double largest_shard(const Batch& batch, std::size_t count) {
  Index most = 0;
  each_shard(batch, count, [&](std::size_t, Index begin, Index end) {
    const auto start = [&](Index example) { return batch.starts[static_cast<std::size_t>(example)]; };
    most = std::max(most, start(end) - start(begin));
  });
  return static_cast<double>(most);
}

/// The most shards that suit a batch. @param largest  gives the rows of the largest one of so many
template <typename Largest>
std::size_t most_shards(double examples, double rows, std::size_t parameters, Largest largest) {
  const double work = 6 * static_cast<double>(parameters) * rows;
  const auto suits = [&](std::size_t count) {
    const auto shards = static_cast<double>(count);
    return examples >= shards && rows >= shards * (count == 2 ? kLeastRowsOfTwo : kLeastRows) &&
           work >= shards * kLeastWork && shards * largest(count) <= kMostUneven * rows;
  };
  std::size_t count = kMostShards;
  while (count > 1 && !suits(count)) count /= 2;
  return count;
}

}  // namespace

std::size_t shard_count(const Batch& batch, std::size_t parameters) {
  return most_shards(static_cast<double>(batch.examples()), static_cast<double>(batch.rows()), parameters,
                     [&](std::size_t count) { return largest_shard(batch, count); });
}

std::size_t shard_count_of(int examples, int length, std::size_t parameters) {
  const double rows = static_cast<double>(examples) * length;
  return most_shards(examples, rows, parameters,
                     [&](std::size_t count) { return std::ceil(examples / static_cast<double>(count)) * length; });
}

void cut_into_shards(const Batch& batch, std::span<Batch> shards) {
  const Index predicted = batch.predicted();
  each_shard(batch, shards.size(), [&](std::size_t shard, Index begin, Index end) {
    shards[shard].assign(batch, begin, end);
    shards[shard].step_predicted = predicted;
  });
}

}  // namespace glassgpt
