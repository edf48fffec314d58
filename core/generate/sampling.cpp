#include "sampling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "../base/error.h"
#include "../base/number_text.h"
#include "../math/simd.h"

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
  using Reg = Register<float>;
  auto largest = Reg::splat(logits[0]);
  by_registers<float>(logits.size(),
                      [&](auto part) { largest = Reg::larger(part.load(logits.data(), logits[0]), largest); });
  const auto found = std::find(logits.begin(), logits.end(), Reg::largest(largest));
  return found == logits.end() ? 0 : static_cast<TokenId>(found - logits.begin());  // a model may have diverged
}

void bring_heaviest_first(std::span<Candidate> candidates, std::size_t count) {
  const auto middle = candidates.begin() + static_cast<std::ptrdiff_t>(count);
  // A model may have diverged: what is no number has to have its place, or there is no order to sort by.
  const auto place_of = [](double weight) {
    return std::isnan(weight) ? -std::numeric_limits<double>::infinity() : weight;
  };
  const auto is_before = [place_of](const Candidate& a, const Candidate& b) {
    const double a_place = place_of(a.weight);
    const double b_place = place_of(b.weight);
    return a_place != b_place ? a_place > b_place : a.id < b.id;
  };
  if (middle != candidates.end()) std::nth_element(candidates.begin(), middle, candidates.end(), is_before);
  std::sort(candidates.begin(), middle, is_before);
}

Sampler::Sampler(const SamplingOptions& options) : options_(options), rng_(options.seed) {}

/// Sees to it that so many candidates are in order. Mostly a few of them have nearly all of the probability: not many
/// more than are needed are sorted.
void Sampler::order(std::size_t count) {
  constexpr std::size_t kFirst = 32;
  while (ordered_ < count) {
    const std::size_t next = std::min(candidates_.size(), std::max(kFirst, 4 * ordered_));
    bring_heaviest_first(std::span(candidates_).subspan(ordered_), next - ordered_);
    ordered_ = next;
  }
}

/// Weighs the tokens, and finds those that are kept. @param likeliest  argmax of the logits
void Sampler::weigh(std::span<const float> logits, TokenId likeliest) {
  // Probabilities, up to a common factor, of all tokens.
  const auto largest = static_cast<double>(logits[static_cast<std::size_t>(likeliest)]);
  total_ = 0;
  candidates_.clear();
  ordered_ = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double weight = std::exp((static_cast<double>(logits[i]) - largest) / options_.temperature);
    candidates_.push_back({.id = static_cast<TokenId>(i), .weight = weight});
    total_ += weight;
  }

  kept_ = candidates_.size();
  if (options_.top_k > 0 && static_cast<std::size_t>(options_.top_k) < kept_) {
    kept_ = static_cast<std::size_t>(options_.top_k);
    order(kept_);
    total_ = 0;
    for (std::size_t i = 0; i < kept_; ++i) total_ += candidates_[i].weight;
  }
  in_top_k_ = kept_;
  if (options_.top_p < 1) {
    double reached = 0;
    std::size_t count = 0;
    while (count < kept_ && reached < options_.top_p * total_) {
      order(count + 1);
      reached += candidates_[count++].weight;
    }
    kept_ = count;
    total_ = reached;
  }
}

TokenId Sampler::sample(std::span<const float> logits) {
  const TokenId likeliest = argmax(logits);
  if (options_.temperature == 0) return likeliest;
  weigh(logits, likeliest);
  double left = rng_.uniform() * total_;
  std::size_t chosen = 0;
  for (order(1); chosen + 1 < kept_; order(++chosen + 1)) {
    left -= candidates_[chosen].weight;
    if (left < 0) break;
  }
  return candidates_[chosen].id;
}

Chances Sampler::chances(std::span<const float> logits, std::size_t count) {
  const TokenId likeliest = argmax(logits);
  const bool is_greedy = options_.temperature == 0;
  if (is_greedy) {
    candidates_.clear();
    ordered_ = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
      candidates_.push_back({.id = static_cast<TokenId>(i), .weight = static_cast<double>(logits[i])});
    }
  } else {
    weigh(logits, likeliest);
  }
  Chances chances = {.likeliest = {}, .kept = is_greedy ? 1 : kept_};
  count = std::min(count, candidates_.size());
  order(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& [id, weight] = candidates_[i];
    const CutBy cut = is_greedy       ? (id == likeliest ? CutBy::nothing : CutBy::greedy)
                      : i < kept_     ? CutBy::nothing
                      : i < in_top_k_ ? CutBy::top_p
                                      : CutBy::top_k;
    const double chance = cut != CutBy::nothing ? 0 : is_greedy ? 1 : weight / total_;
    chances.likeliest.push_back({.id = id, .chance = chance, .cut = cut});
  }
  return chances;
}

void Sampler::skip(std::size_t choices) {
  if (options_.temperature == 0) return;  // which needs no chance
  for (std::size_t i = 0; i < choices; ++i) rng_.uniform();
}

}  // namespace glassgpt
