#include "shard_packing.h"

#include <array>
#include <stdexcept>

namespace glassgpt {

namespace {

/// Takes numbers one after another, and no more than there are.
class Numbers {
 public:
  explicit Numbers(std::span<const std::int32_t> numbers) : left_(numbers) {}

  [[nodiscard]] bool is_empty() const { return left_.empty(); }

  std::span<const std::int32_t> take(std::size_t count) {
    if (count > left_.size()) throw std::logic_error("packed shards are incomplete");
    const std::span<const std::int32_t> taken = left_.first(count);
    left_ = left_.subspan(count);
    return taken;
  }

  std::int32_t take() { return take(1).front(); }
  std::size_t take_count() { return static_cast<std::size_t>(take()); }

 private:
  std::span<const std::int32_t> left_;
};

template <typename Values>
void add_to(std::vector<std::int32_t>& packed, const Values& values) {
  for (const auto value : values) packed.push_back(static_cast<std::int32_t>(value));
}

/// In the order in which pack() puts them.
void unpack(Numbers& numbers, Batch& shard) {
  shard.clear();
  shard.step_predicted = numbers.take();
  const bool picks = numbers.take() != 0;
  const std::size_t examples = numbers.take_count();
  const std::span<const std::int32_t> starts = numbers.take(examples + 1);
  const auto rows = static_cast<std::size_t>(starts.back());
  const std::span<const std::int32_t> inputs = numbers.take(rows);
  const std::span<const std::int32_t> targets = numbers.take(rows);
  shard.starts.assign(starts.begin(), starts.end());
  shard.inputs.assign(inputs.begin(), inputs.end());
  shard.targets.assign(targets.begin(), targets.end());
  for (std::size_t row = 0; picks && row < rows; ++row) {
    if (targets[row] == kNoTarget) continue;
    shard.picked.push_back(static_cast<Index>(row));
    shard.picked_targets.push_back(targets[row]);
  }
}

void pack(std::vector<std::int32_t>& packed, const Batch& shard) {
  add_to(packed, std::array{shard.step_predicted, static_cast<Index>(!shard.picked.empty()), shard.examples()});
  add_to(packed, shard.starts);
  add_to(packed, shard.inputs);
  add_to(packed, shard.targets);
}

}  // namespace

std::vector<std::int32_t> pack_shards(std::span<const Batch> shards, std::size_t first, std::size_t count) {
  std::vector<std::int32_t> packed;
  for (std::size_t shard = first; shard < first + count; ++shard) {
    packed.push_back(static_cast<std::int32_t>(shard));
    pack(packed, shards[shard]);
  }
  return packed;
}

std::vector<std::size_t> unpack_shards(std::span<const std::int32_t> packed, std::span<Batch> places) {
  std::vector<std::size_t> shards;
  for (Numbers numbers(packed); !numbers.is_empty();) {
    const std::size_t shard = numbers.take_count();
    if (shard >= places.size()) throw std::logic_error("a packed shard has no place");
    unpack(numbers, places[shard]);
    shards.push_back(shard);
  }
  return shards;
}

}  // namespace glassgpt
