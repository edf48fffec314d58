#include "generator.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>

#include "../base/error.h"
#include "../math/softmax.h"
#include "../text/known_spelling.h"
#include "../text/utf8.h"

namespace glassgpt {

namespace {

const GenerationOptions& checked(const GenerationOptions& options) {
  check_sampling(options.sampling, "generation");
  if (options.max_tokens < 1) {
    throw Error("generation", "the maximum length is " + std::to_string(options.max_tokens),
                "choose a whole number from 1 up");
  }
  return options;
}

/// Softmax of one entry.
double probability(std::span<const float> logits, TokenId id) {
  return std::exp(static_cast<double>(logits[static_cast<std::size_t>(id)] - log_sum_exp<float>(logits)));
}

/// "france", or "france" (it knows "France").
std::string with_known_spelling(const std::string& word, const std::string& known) {
  return known.empty() ? in_quotes(word) : in_quotes(word) + " (it knows " + in_quotes(known) + ")";
}

std::string unknown_words_note(const Tokenizer& tokenizer, const std::vector<std::string>& unknown,
                               std::size_t tokens) {
  std::vector<std::string> words;
  std::vector<std::string> known;
  for (const std::string& word : unknown) {
    if (std::find(words.begin(), words.end(), word) != words.end()) continue;
    words.push_back(word);
    known.push_back(known_spelling(tokenizer, word));
  }
  const bool is_any_known = std::any_of(known.begin(), known.end(), [](const auto& it) { return !it.empty(); });
  if (unknown.size() == tokens && !is_any_known) {
    return "The model knows none of these words: it sees <unk> for each of them.";
  }
  std::string note = "The model does not know ";
  if (words.size() == 1 && is_any_known) {
    return note + in_quotes(words[0]) + ", though it knows " + in_quotes(known[0]) + ": it sees <unk> instead.";
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) note += i + 1 == words.size() ? " and " : ", ";
    note += with_known_spelling(words[i], known[i]);
  }
  return note + ": it sees <unk> instead.";
}

}  // namespace

Generator::Generator(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt,
                     const GenerationOptions& options, std::vector<std::string> notes)
    : tokenizer_(&tokenizer),
      decoder_(model),
      sampler_(checked(options).sampling),
      detokenizer_(tokenizer.detokenizer()),
      remaining_(options.max_tokens) {
  report_.notes = std::move(notes);
  read_prompt(prompt);
}

void Generator::read_prompt(std::string_view prompt) {
  Encoding encoding = tokenizer_->encode(prompt, "prompt");
  report_.unknown = std::move(encoding.unknown);
  confidence_.knows_words = report_.unknown.empty();
  context_ = std::move(encoding.ids);
  if (context_.empty()) {
    context_.push_back(kEndId);
    report_.notes.emplace_back("The prompt is empty: the text begins after </s>, the end of an example.");
  }
  if (!report_.unknown.empty())
    report_.notes.push_back(unknown_words_note(*tokenizer_, report_.unknown, context_.size()));

  const auto room = static_cast<std::size_t>(decoder_.room());
  if (context_.size() > room) {
    report_.tokens_cut = context_.size() - room;
    context_.erase(context_.begin(), context_.end() - decoder_.room());
    report_.notes.push_back("The prompt is longer than the context: the model sees its last " + std::to_string(room) +
                            " tokens.");
  }
  for (const TokenId id : context_) {
    report_.tokens.push_back(tokenizer_->token(id));
    detokenizer_->append(tokenizer_->token(id));
  }
  unread_ = context_.size();
}

std::optional<GeneratedToken> Generator::next() {
  if (stop_ != StopReason::none) return std::nullopt;
  if (remaining_ == 0) {
    stop_ = StopReason::max_tokens;
    return std::nullopt;
  }
  if (static_cast<std::size_t>(decoder_.room()) < unread_) {
    // The context is full. Half of it is kept, so that the next time is far off; positions count from 0 again.
    const std::size_t kept = (context_.size() + 1) / 2;
    context_.erase(context_.begin(), context_.end() - static_cast<std::ptrdiff_t>(kept));
    decoder_.reset();
    unread_ = kept;
  }
  const std::span<const float> logits = decoder_.append(std::span(context_).last(unread_));
  const TokenId id = sampler_.sample(logits);
  const double certainty = probability(logits, id);
  confidence_.add(certainty);
  if (id == kEndId) {
    stop_ = StopReason::end_token;
    return std::nullopt;
  }
  context_.push_back(id);
  unread_ = 1;
  remaining_ -= 1;
  return GeneratedToken{.id = id, .text = detokenizer_->append(tokenizer_->token(id)), .probability = certainty};
}

}  // namespace glassgpt
