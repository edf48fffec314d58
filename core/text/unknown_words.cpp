#include "unknown_words.h"

#include <algorithm>

#include "known_spelling.h"

namespace glassgpt {

std::vector<UnknownWord> unknown_words(const Tokenizer& tokenizer, const std::vector<std::string>& unknown,
                                       std::size_t most) {
  std::vector<UnknownWord> words;
  for (const std::string& word : unknown) {
    const auto there = std::find_if(words.begin(), words.end(), [&](const UnknownWord& it) { return it.word == word; });
    if (there != words.end()) {
      there->occurrences += 1;
    } else if (words.size() < most) {
      words.push_back({.word = word, .occurrences = 1, .known = known_spelling(tokenizer, word)});
    }
  }
  return words;
}

}  // namespace glassgpt
