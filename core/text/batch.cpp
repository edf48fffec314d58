#include "batch.h"

#include <algorithm>

namespace glassgpt {

Index Batch::predicted() const {
  return std::count_if(targets.begin(), targets.end(), [](TokenId target) { return target != kNoTarget; });
}

void Batch::clear() {
  inputs.clear();
  targets.clear();
  picked.clear();
  picked_targets.clear();
  starts.assign(1, 0);
  step_predicted = 0;
}

void Batch::append(std::span<const TokenId> ids, std::size_t first_target) {
  append_ids(ids, first_target);
}

void Batch::append(std::span<const PackedTokenId> ids, std::size_t first_target) {
  append_ids(ids, first_target);
}

template <typename Id>
void Batch::append_ids(std::span<const Id> ids, std::size_t first_target) {
  if (ids.empty()) return;
  const auto unpredicted = static_cast<std::ptrdiff_t>(first_target) - 1;
  const Index before = rows();
  inputs.insert(inputs.end(), ids.begin(), ids.end() - 1);
  targets.insert(targets.end(), first_target - 1, kNoTarget);
  targets.insert(targets.end(), ids.begin() + 1 + unpredicted, ids.end());
  starts.push_back(rows());
  if (unpredicted == 0 && picked.empty()) return;
  if (picked.empty()) pick(0, before);
  pick(before + static_cast<Index>(unpredicted), rows());
}

void Batch::assign(const Batch& other, Index first, Index end) {
  clear();
  const Index begin_row = other.starts[static_cast<std::size_t>(first)];
  const Index end_row = other.starts[static_cast<std::size_t>(end)];
  inputs.assign(other.inputs.begin() + begin_row, other.inputs.begin() + end_row);
  targets.assign(other.targets.begin() + begin_row, other.targets.begin() + end_row);
  for (Index example = first + 1; example <= end; ++example) {
    starts.push_back(other.starts[static_cast<std::size_t>(example)] - begin_row);
  }
  const auto first_picked = std::lower_bound(other.picked.begin(), other.picked.end(), begin_row);
  for (auto row = first_picked; row != other.picked.end() && *row < end_row; ++row) {
    picked.push_back(*row - begin_row);
    picked_targets.push_back(other.targets[static_cast<std::size_t>(*row)]);
  }
}

void Batch::pick(Index first, Index end) {
  for (Index row = first; row < end; ++row) {
    picked.push_back(row);
    picked_targets.push_back(targets[static_cast<std::size_t>(row)]);
  }
}

}  // namespace glassgpt
