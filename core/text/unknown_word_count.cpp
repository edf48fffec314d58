#include "unknown_word_count.h"

#include <algorithm>
#include <string>
#include <utility>

#include "known_spelling.h"

namespace glassgpt {

UnknownWordCount::UnknownWordCount(const Tokenizer& tokenizer, const std::vector<const Dataset*>& training,
                                   std::vector<Place> validated)
    : tokenizer_(&tokenizer), parts_(training), validated_(std::move(validated)) {
  report_.validated = validated_.size();
}

bool UnknownWordCount::advance() {
  const std::size_t enough = bytes_done() + TextParts::kPartBytes;
  while (!is_counted_ && bytes_done() < enough) {
    if (parts_.next()) {
      for (const std::string& word : tokenizer_->encode(parts_.text(), parts_.where()).unknown) counts_.add(word);
    } else {
      name_most_frequent();
    }
  }
  if (!is_counted_) return true;
  if (words_named_ < report_.frequent.size()) {
    UnknownWord& next = report_.frequent[words_named_++];
    next.known = known_spelling(*tokenizer_, next.word);
  } else if (report_.examples.size() < std::min(validated_.size(), kMostNamed)) {
    const auto& [dataset, number] = validated_[report_.examples.size()];
    const Example next = dataset->examples[number];
    const std::vector<std::string> unknown = tokenizer_->encode(next.training_text(), "validation").unknown;
    report_.examples.push_back(
        {.text = next.is_chat ? next.prompt : next.text, .unknown = unknown_words(*tokenizer_, unknown, kMostNamed)});
  }
  return words_named_ < report_.frequent.size() || report_.examples.size() < std::min(validated_.size(), kMostNamed);
}

void UnknownWordCount::name_most_frequent() {
  is_counted_ = true;
  for (const auto& [word, count] : counts_.most_frequent_first()) {
    report_.words += 1;
    report_.tokens += count;
    if (report_.words > kMostNamed) continue;
    report_.frequent.push_back({.word = std::string(word), .occurrences = count, .known = {}});
  }
  counts_ = {};
}

}  // namespace glassgpt
