#include "hold_out.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "../base/error.h"
#include "../base/number_text.h"
#include "dataset.h"

namespace glassgpt {

namespace {

/// Of n examples.
std::size_t number_held_out(std::size_t n, double share) {
  if (share == 0 || n < 2) return 0;
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::round(share * static_cast<double>(n))), 1, n / 2);
}

}  // namespace

void check_held_out(double share) {
  // Negated, so that NaN is out of range as well.
  if (!(share >= 0 && share <= kMostHeldOut)) {
    throw Error("validation share", "it is " + describe_number(share), "choose a number from 0 to 0.5");
  }
}

EncodedDataset hold_out(EncodedDataset& data, double share) {
  check_held_out(share);
  const std::size_t held_out = number_held_out(data.sequences.count(), share);
  return held_out == 0 ? EncodedDataset() : data.take_out(held_out);
}

PhaseTokenCounts counts_of_parts(const EncodedDataset& data, double share) {
  const std::size_t n = data.sequences.count();
  const std::size_t m = number_held_out(n, share);
  if (m == 0) return {.training = data.counts, .validation = {}};
  PhaseTokenCounts counts;
  const EncodedExample* kept = nullptr;  // the last one of each
  const EncodedExample* taken = nullptr;
  std::size_t j = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const EncodedExample& example = data.examples[i];
    if (j < m && i == spread_place(j, m, n)) {
      count_example(counts.validation, data.sequences[i].size(), example, taken);
      taken = &example;
      ++j;
    } else {
      count_example(counts.training, data.sequences[i].size(), example, kept);
      kept = &example;
    }
  }
  return counts;
}

}  // namespace glassgpt
