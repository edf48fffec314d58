#include "continuation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "../base/error.h"
#include "../math/softmax.h"
#include "../text/unknown_words.h"
#include "../text/utf8.h"

namespace glassgpt {

namespace {

const GenerationOptions& checked(const GenerationOptions& options) {
  check_sampling(options.sampling, "generation");
  if (options.max_tokens < 1) {
    throw Error("generation", "the maximum length is " + std::to_string(options.max_tokens),
                "choose a whole number from 1 up");
  }
  if (options.likeliest < 0) {
    throw Error("generation", "the number of likeliest tokens is " + std::to_string(options.likeliest),
                "choose a whole number from 0, which is none, up");
  }
  return options;
}

/// "france", or "france" (it knows "France").
Message with_known_spelling(const UnknownWord& unknown) {
  const std::string word = in_quotes(unknown.word);
  if (unknown.known.empty()) return word;
  return {words::word_with_known, {{"word", word}, {"known", in_quotes(unknown.known)}}};
}

Message unknown_words_note(const Tokenizer& tokenizer, const std::vector<std::string>& unknown, std::size_t tokens) {
  const std::vector<UnknownWord> distinct = unknown_words(tokenizer, unknown, unknown.size());
  const bool is_any_known =
      std::any_of(distinct.begin(), distinct.end(), [](const auto& it) { return !it.known.empty(); });
  if (unknown.size() == tokens && !is_any_known) {
    return words::no_word_known;
  }
  if (distinct.size() == 1 && is_any_known) {
    return {words::word_unknown, {{"word", in_quotes(distinct[0].word)}, {"known", in_quotes(distinct[0].known)}}};
  }
  std::vector<Message> list;
  for (const UnknownWord& word : distinct) list.push_back(with_known_spelling(word));
  return {words::words_unknown, {{"words", list}}};
}

/// The tokens of the largest logits, the largest first, equal ones by id.
std::vector<LikelyToken> likeliest_of(std::span<const float> logits, float log_sum, std::size_t count) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    candidates.push_back({.id = static_cast<TokenId>(i), .weight = static_cast<double>(logits[i])});
  }
  count = std::min(count, candidates.size());
  bring_heaviest_first(candidates, count);
  std::vector<LikelyToken> tokens;
  for (const Candidate& candidate : std::span(candidates).first(count)) {
    const float logit = logits[static_cast<std::size_t>(candidate.id)];
    tokens.push_back({.id = candidate.id, .log_probability = static_cast<double>(logit - log_sum)});
  }
  return tokens;
}

}  // namespace

Continuation::Continuation(const Tokenizer& tokenizer, Index context, std::string_view prompt,
                           const GenerationOptions& options, std::vector<Message> notes)
    : tokenizer_(&tokenizer),
      sampler_(checked(options).sampling),
      detokenizer_(tokenizer.detokenizer()),
      remaining_(options.max_tokens),
      likeliest_(options.likeliest) {
  report_.notes = std::move(notes);
  read_prompt(prompt, context);
}

void Continuation::read_prompt(std::string_view prompt, Index context) {
  Encoding encoding = tokenizer_->encode(prompt, "prompt");
  report_.unknown = std::move(encoding.unknown);
  confidence_.knows_words = report_.unknown.empty();
  context_ = std::move(encoding.ids);
  if (context_.empty()) {
    context_.push_back(kEndId);
    report_.notes.emplace_back(words::prompt_without_tokens);
  }
  if (!report_.unknown.empty())
    report_.notes.push_back(unknown_words_note(*tokenizer_, report_.unknown, context_.size()));

  const auto room = static_cast<std::size_t>(context);
  if (context_.size() > room) {
    report_.tokens_cut = context_.size() - room;
    context_.erase(context_.begin(), context_.end() - context);
    report_.notes.emplace_back(words::prompt_cut, std::vector<MessageValue>{{"tokens", room}});
  }
  for (const TokenId id : context_) {
    report_.tokens.push_back(tokenizer_->token(id));
    detokenizer_->append(tokenizer_->token(id));
  }
  unread_ = context_.size();
}

bool Continuation::goes_on() {
  if (stop_ == StopReason::none && remaining_ == 0) stop_ = StopReason::max_tokens;
  return stop_ == StopReason::none;
}

bool Continuation::forgets(Index room) {
  if (static_cast<std::size_t>(room) >= unread_) return false;
  // Half of it is kept, so that the next time is far off; positions count from 0 again.
  const std::size_t kept = (context_.size() + 1) / 2;
  context_.erase(context_.begin(), context_.end() - static_cast<std::ptrdiff_t>(kept));
  unread_ = kept;
  return true;
}

std::span<const TokenId> Continuation::piece() const {
  return std::span(context_).last(unread_).first(std::min(unread_, kMostOfPiece));
}

std::optional<GeneratedToken> Continuation::read(std::span<const float> logits) {
  note_read();
  if (unread_ > 0) return std::nullopt;
  return take(sample(logits), logits);
}

std::optional<GeneratedToken> Continuation::take(TokenId id, std::span<const float> logits) {
  const auto log_sum = log_sum_exp<float>(logits);
  const auto log_probability = static_cast<double>(logits[static_cast<std::size_t>(id)] - log_sum);
  const double probability = std::exp(log_probability);
  confidence_.add(probability);
  if (id == kEndId) {
    stop_ = StopReason::end_token;
    return std::nullopt;
  }
  context_.push_back(id);
  unread_ = 1;
  remaining_ -= 1;
  GeneratedToken token = {.id = id,
                          .text = detokenizer_->append(tokenizer_->token(id)),
                          .probability = probability,
                          .log_probability = log_probability,
                          .likeliest = {}};
  if (likeliest_ > 0) token.likeliest = likeliest_of(logits, log_sum, static_cast<std::size_t>(likeliest_));
  return token;
}

}  // namespace glassgpt
