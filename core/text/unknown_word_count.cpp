#include "unknown_word_count.h"

#include <algorithm>
#include <utility>

#include "known_spelling.h"

namespace glassgpt {

UnknownWordCount::UnknownWordCount(const Tokenizer& tokenizer, std::vector<const Dataset*> training,
                                   std::vector<const Example*> validated)
    : tokenizer_(&tokenizer), parts_(std::move(training)), validated_(std::move(validated)) {
  report_.validated = validated_.size();
}

bool UnknownWordCount::advance() {
  const std::size_t enough = bytes_done() + TextParts::kPartBytes;
  while (!is_counted_ && bytes_done() < enough) {
    if (parts_.next()) {
      for (std::string& word : tokenizer_->encode(parts_.text(), parts_.where()).unknown) ++counts_[std::move(word)];
    } else {
      name_most_frequent();
    }
  }
  if (!is_counted_) return true;
  if (words_named_ < report_.frequent.size()) {
    UnknownWord& next = report_.frequent[words_named_++];
    next.known = known_spelling(*tokenizer_, next.word);
  } else if (report_.examples.size() < std::min(validated_.size(), kMostNamed)) {
    const Example& next = *validated_[report_.examples.size()];
    const std::vector<std::string> unknown = tokenizer_->encode(next.training_text(), "validation").unknown;
    report_.examples.push_back(
        {.text = next.is_chat ? next.prompt : next.text, .unknown = unknown_words(*tokenizer_, unknown, kMostNamed)});
  }
  return words_named_ < report_.frequent.size() || report_.examples.size() < std::min(validated_.size(), kMostNamed);
}

void UnknownWordCount::name_most_frequent() {
  is_counted_ = true;
  report_.words = counts_.size();
  for (const auto& [word, count] : counts_) {
    report_.tokens += count;
    report_.frequent.push_back({.word = word, .occurrences = count, .known = {}});
  }
  const std::size_t named = std::min(report_.words, kMostNamed);
  const auto middle = report_.frequent.begin() + static_cast<std::ptrdiff_t>(named);
  std::partial_sort(report_.frequent.begin(), middle, report_.frequent.end(),
                    [](const UnknownWord& a, const UnknownWord& b) {
                      return a.occurrences != b.occurrences ? a.occurrences > b.occurrences : a.word < b.word;
                    });
  report_.frequent.resize(named);
  counts_.clear();
}

}  // namespace glassgpt
