#include "hold_out.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "../base/error.h"
#include "../base/number_text.h"
#include "dataset.h"

namespace glassgpt {

void check_held_out(double share) {
  // Negated, so that NaN is out of range as well.
  if (!(share >= 0 && share <= kMostHeldOut)) {
    throw Error("validation share", "it is " + describe_number(share), "choose a number from 0 to 0.5");
  }
}

EncodedDataset hold_out(EncodedDataset& data, double share) {
  check_held_out(share);
  const std::size_t n = data.sequences.count();
  if (share == 0 || n < 2) return {};
  const auto wanted = static_cast<std::size_t>(std::round(share * static_cast<double>(n)));
  const std::size_t m = std::clamp<std::size_t>(wanted, 1, n / 2);

  EncodedDataset kept;
  EncodedDataset held_out;
  kept.sequences.ids.reserve(data.sequences.ids.size());
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = held_out.sequences.count();
    const bool goes = j < m && i == spread_place(j, m, n);
    (goes ? held_out : kept).append(data.sequences[i], data.examples[i]);
  }
  data = std::move(kept);
  return held_out;
}

}  // namespace glassgpt
