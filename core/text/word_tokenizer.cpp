#include "word_tokenizer.h"

#include <algorithm>

#include "ascii.h"
#include "utf8.h"
#include "word_detokenizer.h"

namespace glassgpt {

namespace {

/// Bytes before the first character of a class.
std::size_t length_before(bool (*is_in_class)(char), std::string_view text) {
  return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_in_class) - text.begin());
}

/// Adds the words and punctuation characters of a piece without white space.
void split_chunk(std::string_view chunk, std::vector<std::string_view>& tokens) {
  if (is_special_token(chunk)) {
    tokens.push_back(chunk);
    return;
  }
  while (!chunk.empty()) {
    const std::size_t word_size = length_before(glassgpt::is_punctuation, chunk);
    const std::size_t size = std::max<std::size_t>(word_size, 1);
    tokens.push_back(chunk.substr(0, size));
    chunk.remove_prefix(size);
  }
}

/// Of well-formed text.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> tokens;
  while (!text.empty()) {
    const std::size_t size = length_before(is_space, text);
    split_chunk(text.substr(0, size), tokens);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return tokens;
}

}  // namespace

std::vector<std::string_view> split_words(std::string_view text, std::string_view where) {
  check_well_formed(text, where);
  return words_of(text);
}

const PieceRules& word_rules() {
  static constexpr PieceRules rules = {
      .kind = "word",
      .are_words = true,
      .pieces = [](std::string_view text, std::string& /*storage*/) { return words_of(text); },
      .detokenizer = []() -> std::unique_ptr<Detokenizer> { return std::make_unique<WordDetokenizer>(); },
      .is_punctuation = [](std::string_view token) { return token.size() == 1 && is_punctuation(token.front()); },
      .token_is = words::word_or_mark};
  return rules;
}

}  // namespace glassgpt
