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
}

void Batch::append(std::span<const TokenId> ids, std::size_t first_target) {
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

void Batch::pick(Index first, Index end) {
  for (Index row = first; row < end; ++row) {
    picked.push_back(row);
    picked_targets.push_back(targets[static_cast<std::size_t>(row)]);
  }
}

}  // namespace glassgpt
