#include "value.h"

#include <algorithm>

namespace glassgpt {

RowCounts::RowCounts(const Batch& batch, std::span<const Past> pasts) {
  const auto count = [this](Rows rows) -> std::int64_t& { return counts_[static_cast<std::size_t>(rows)]; };
  count(Rows::tokens) = batch.rows();
  count(Rows::counted) = batch.logit_rows();
  count(Rows::picked) = static_cast<std::int64_t>(batch.picked.size());
  for (std::size_t i = 0; i + 1 < batch.starts.size(); ++i) {
    const std::int64_t queries = batch.starts[i + 1] - batch.starts[i];
    const std::int64_t pairs = queries * ((pasts.empty() ? 0 : pasts[i].tokens) + queries);
    count(Rows::pairs) += pairs;
    count(Rows::longest_pairs) = std::max(count(Rows::longest_pairs), pairs);
  }
}

ValueId last_sharing_gradient(std::span<const Value> values, ValueId id) {
  while (values[id].shares_gradient_of) id = *values[id].shares_gradient_of;
  return id;
}

}  // namespace glassgpt
