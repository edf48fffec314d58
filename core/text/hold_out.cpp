#include "hold_out.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "../base/error.h"
#include "../base/number_text.h"

namespace glassgpt {

namespace {

/// Puts the examples where they were.
void put_back(Dataset& dataset, Dataset& held_out) {
  const std::size_t m = held_out.examples.size();
  const std::size_t n = dataset.examples.size() + m;
  std::vector<Example> all;
  all.reserve(n);
  for (std::size_t i = 0, j = 0; i < n; ++i) {
    const bool was_held_out = j < m && i == spread_place(j, m, n);
    all.push_back(std::move(was_held_out ? held_out.examples[j] : dataset.examples[i - j]));
    if (was_held_out) ++j;
  }
  dataset.examples = std::move(all);
  held_out.examples.clear();
}

}  // namespace

void check_held_out(double share) {
  // Negated, so that NaN is out of range as well.
  if (!(share >= 0 && share <= kMostHeldOut)) {
    throw Error("validation share", "it is " + describe_number(share), "choose a number from 0 to 0.5");
  }
}

void hold_out(Dataset& dataset, Dataset& held_out, double share) {
  check_held_out(share);
  put_back(dataset, held_out);
  held_out.name = dataset.name + ", held out";
  const std::size_t n = dataset.examples.size();
  if (share == 0 || n < 2) return;
  const auto wanted = static_cast<std::size_t>(std::round(share * static_cast<double>(n)));
  const std::size_t m = std::clamp<std::size_t>(wanted, 1, n / 2);

  std::vector<Example> kept;
  kept.reserve(n - m);
  held_out.examples.reserve(m);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t j = held_out.examples.size();
    const bool goes = j < m && i == spread_place(j, m, n);
    (goes ? held_out.examples : kept).push_back(std::move(dataset.examples[i]));
  }
  dataset.examples = std::move(kept);
}

Dataset some_of_whole(const Dataset& dataset, const Dataset& held_out, std::size_t first, std::size_t count) {
  const std::size_t m = held_out.examples.size();
  const std::size_t n = dataset.examples.size() + m;
  Dataset some = {.name = dataset.name, .examples = {}};
  for (std::size_t i = 0, j = 0; i < n && some.examples.size() < count; ++i) {
    const bool is_held_out = j < m && i == spread_place(j, m, n);
    if (i >= first) some.examples.push_back(is_held_out ? held_out.examples[j] : dataset.examples[i - j]);
    if (is_held_out) ++j;
  }
  return some;
}

}  // namespace glassgpt
