#include "chosen_continuation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "../base/error.h"
#include "../math/softmax.h"

namespace glassgpt {

namespace {

/// Whoever chooses decides where it ends.
constexpr GenerationOptions kWithoutEnd = {.sampling = {}, .max_tokens = std::numeric_limits<int>::max()};

void check_tokens(std::span<const TokenId> tokens, const Tokenizer& tokenizer) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] < 0 || tokens[i] >= tokenizer.size()) {
      throw Error("choice " + std::to_string(i + 1), "there is no token " + std::to_string(tokens[i]),
                  "choose one of the " + std::to_string(tokenizer.size()) + " from 0 up");
    }
    if (tokens[i] == kEndId && i + 1 < tokens.size()) {
      throw Error("choice " + std::to_string(i + 2), "the text has ended before it", "choose nothing behind </s>");
    }
  }
}

}  // namespace

ChosenContinuation::ChosenContinuation(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt)
    : model_(&model), tokenizer_(&tokenizer), prompt_(read_prompt(model, tokenizer, prompt)) {
  begin();
}

void ChosenContinuation::begin() {
  generator_.emplace(*model_, *tokenizer_, prompt_.text, kWithoutEnd, prompt_.notes);
  ids_.clear();
  choices_ = {};
  choices_.prompt = generator_->prompt();
}

void ChosenContinuation::choose(std::span<const TokenId> tokens) {
  check_tokens(tokens, *tokenizer_);
  const bool goes_on = tokens.size() >= ids_.size() && std::equal(ids_.begin(), ids_.end(), tokens.begin());
  if (!goes_on) begin();
  for (const TokenId id : tokens.subspan(ids_.size())) {
    if (auto token = generator_->take(id)) choices_.chosen.push_back(*std::move(token));
    ids_.push_back(id);
  }
}

const Choices& ChosenContinuation::choices(const SamplingOptions& sampling, int count) {
  check_sampling(sampling, "choice");
  choices_.next.clear();
  choices_.kept = 0;
  choices_.sampled = kEndId;
  choices_.ended = !ids_.empty() && ids_.back() == kEndId;
  if (choices_.ended) return choices_;

  const std::span<const float> logits = generator_->logits();
  const auto log_sum = static_cast<double>(log_sum_exp<float>(logits));
  const auto add = [&](const TokenChance& token) {
    const auto logit = static_cast<double>(logits[static_cast<std::size_t>(token.id)]);
    choices_.next.push_back(
        {.id = token.id, .probability = std::exp(logit - log_sum), .chance = token.chance, .cut = token.cut});
  };
  Sampler sampler(sampling);
  sampler.skip(ids_.size());
  choices_.sampled = sampler.sample(logits);
  const auto most = static_cast<std::size_t>(std::max(count, 0));
  const auto is_sampled = [&](const TokenChance& token) { return token.id == choices_.sampled; };
  Chances chances = sampler.chances(logits, most);
  choices_.kept = chances.kept;
  std::for_each(chances.likeliest.begin(), chances.likeliest.end(), add);
  if (std::none_of(chances.likeliest.begin(), chances.likeliest.end(), is_sampled)) {
    chances = sampler.chances(logits, logits.size());
    add(*std::find_if(chances.likeliest.begin(), chances.likeliest.end(), is_sampled));
  }
  return choices_;
}

}  // namespace glassgpt
