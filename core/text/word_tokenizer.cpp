#include "word_tokenizer.h"

#include <algorithm>
#include <utility>

#include "../base/error.h"
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

}  // namespace

std::vector<std::string_view> split_words(std::string_view text, std::string_view where) {
  check_well_formed(text, where);
  std::vector<std::string_view> tokens;
  while (!text.empty()) {
    const std::size_t size = length_before(is_space, text);
    split_chunk(text.substr(0, size), tokens);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return tokens;
}

void WordTokenizerBuilder::add(std::string_view text, std::string_view where) {
  for (const std::string_view token : split_words(text, where)) {
    if (is_special_token(token)) continue;
    const auto counted = counts_.find(token);
    if (counted == counts_.end()) {
      counts_.emplace(token, 1);
    } else {
      ++counted->second;
    }
  }
}

TokenizerBuilder::Result WordTokenizerBuilder::build(std::size_t max_size) const {
  using Count = std::pair<std::string_view, std::size_t>;
  std::vector<Count> words(counts_.begin(), counts_.end());
  std::sort(words.begin(), words.end(), [](const Count& a, const Count& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });

  Result result;
  result.words = words.size();
  result.words_once = static_cast<std::size_t>(
      std::count_if(words.begin(), words.end(), [](const Count& word) { return word.second == 1; }));
  std::vector<std::string> tokens = {std::string(kUnknownToken), std::string(kEndToken)};
  for (const auto& [word, count] : words) {
    if (tokens.size() < max_size) {
      tokens.emplace_back(word);
    } else {
      ++result.words_dropped;
      result.tokens_dropped += count;
    }
  }
  result.tokenizer = std::make_shared<WordTokenizer>(std::move(tokens), "vocabulary");
  return result;
}

WordTokenizer::WordTokenizer() : WordTokenizer({std::string(kUnknownToken), std::string(kEndToken)}, "tokenizer") {}

WordTokenizer::WordTokenizer(std::vector<std::string> vocabulary, std::string_view where)
    : Tokenizer(std::move(vocabulary), where) {
  for (std::size_t id = 0; id < tokens().size(); ++id) {
    const std::string& token = tokens()[id];
    const std::string place = std::string(where) + ", token " + std::to_string(id);
    const std::vector<std::string_view> pieces = split_words(token, place);
    if (pieces.size() != 1 || pieces.front() != token) {
      throw Error(place, in_quotes(token) + " is not one token",
                  "make each a word without white space and punctuation, or one punctuation character");
    }
    const auto [earlier, is_new] = ids_.emplace(token, static_cast<TokenId>(id));
    if (!is_new) {
      throw Error(place, in_quotes(token) + " is also token " + std::to_string(earlier->second),
                  "list each token once");
    }
  }
}

std::vector<std::string_view> WordTokenizer::split(std::string_view text, std::string_view where) const {
  return split_words(text, where);
}

Encoding WordTokenizer::encode(std::string_view text, std::string_view where) const {
  Encoding encoding;
  for (const std::string_view token : split_words(text, where)) {
    const auto known = ids_.find(token);
    if (known == ids_.end()) {
      encoding.ids.push_back(kUnknownId);
      encoding.unknown.emplace_back(token);
    } else {
      encoding.ids.push_back(known->second);
    }
  }
  return encoding;
}

std::unique_ptr<Detokenizer> WordTokenizer::detokenizer() const {
  return std::make_unique<WordDetokenizer>();
}

bool WordTokenizer::is_punctuation(TokenId id) const {
  return token(id).size() == 1 && glassgpt::is_punctuation(token(id).front());
}

TokenizerKind word_tokenizer_kind() {
  return {.name = "word",
          .fields = {"tokens"},
          .builder = []() -> std::unique_ptr<TokenizerBuilder> { return std::make_unique<WordTokenizerBuilder>(); },
          .read = [](std::vector<std::vector<std::string>> lists,
                     std::string_view where) -> std::shared_ptr<const Tokenizer> {
            return std::make_shared<WordTokenizer>(std::move(lists.front()), where);
          }};
}

}  // namespace glassgpt
