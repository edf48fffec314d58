#include "sampling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "../base/error.h"
#include "../base/number_text.h"

namespace glassgpt {

void check_sampling(const SamplingOptions& options, std::string_view where) {
  if (!std::isfinite(options.temperature) || options.temperature < 0) {
    throw Error(where, "the temperature is " + describe_number(options.temperature),
                "choose a number from 0, which is greedy, up");
  }
  if (options.top_k < 0) {
    throw Error(where, "top-k is " + std::to_string(options.top_k), "choose a whole number from 0, which is all, up");
  }
  if (!(options.top_p > 0 && options.top_p <= 1)) {
    throw Error(where, "top-p is " + describe_number(options.top_p), "choose a number above 0 and at most 1");
  }
}

TokenId argmax(std::span<const float> logits) {
  return static_cast<TokenId>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

Sampler::Sampler(const SamplingOptions& options) : options_(options), rng_(options.seed) {}

TokenId Sampler::sample(std::span<const float> logits) {
  if (options_.temperature == 0) return argmax(logits);

  // Probabilities, up to a common factor, of all tokens.
  const auto largest = static_cast<double>(*std::max_element(logits.begin(), logits.end()));
  candidates_.clear();
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double weight = std::exp((static_cast<double>(logits[i]) - largest) / options_.temperature);
    candidates_.push_back({.id = static_cast<TokenId>(i), .probability = weight});
  }
  // Likeliest first, equal ones by id, so that the order does not depend on the sort.
  std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
    return a.probability != b.probability ? a.probability > b.probability : a.id < b.id;
  });

  std::size_t kept = candidates_.size();
  if (options_.top_k > 0) kept = std::min(kept, static_cast<std::size_t>(options_.top_k));
  double total = 0;
  for (std::size_t i = 0; i < kept; ++i) total += candidates_[i].probability;
  if (options_.top_p < 1) {
    double reached = 0;
    std::size_t count = 0;
    while (count < kept && reached < options_.top_p * total) reached += candidates_[count++].probability;
    kept = count;
    total = reached;
  }

  double left = rng_.uniform() * total;
  for (std::size_t i = 0; i + 1 < kept; ++i) {
    left -= candidates_[i].probability;
    if (left < 0) return candidates_[i].id;
  }
  return candidates_[kept - 1].id;
}

}  // namespace glassgpt
