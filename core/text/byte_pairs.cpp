#include "byte_pairs.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "byte_alphabet.h"
#include "character_class.h"
#include "utf8.h"

namespace glassgpt {

namespace {

bool is_white_space(CharacterClass its) {
  return its == CharacterClass::white_space;
}

/// Letters and numbers.
bool is_word(CharacterClass its) {
  return its == CharacterClass::word || its == CharacterClass::unstable || its == CharacterClass::spaceless;
}

/// Bytes of the word, or of what is no word, that a text begins with.
std::size_t run_size(std::string_view text) {
  bool is_first = true;
  bool of_word = false;
  std::size_t size = 0;
  while (size < text.size()) {
    const Utf8Character next = first_character(text.substr(size));
    const CharacterClass its = class_of(next.code);
    if (is_white_space(its)) break;
    if (is_first) of_word = is_word(its);
    if (is_word(its) != of_word && its != CharacterClass::mark) break;
    is_first = false;
    size += next.size;
  }
  return size;
}

/// Bytes of the white space that a text begins with, and of its last character.
struct Space {
  std::size_t size = 0;
  std::size_t last = 0;
};

Space leading_space(std::string_view text) {
  Space space;
  while (space.size < text.size()) {
    const Utf8Character next = first_character(text.substr(space.size));
    if (!is_white_space(class_of(next.code))) break;
    space.last = next.size;
    space.size += next.size;
  }
  return space;
}

TokenPair pair_of(PairKey key) {
  return {static_cast<TokenId>(key >> 32U), static_cast<TokenId>(key & 0xFFFFFFFFU)};
}

/// A stretch of text as tokens, and how often it stands in the data.
struct Word {
  std::vector<TokenId> tokens;
  std::int64_t count = 0;
};

/// A pair that may be merged next, and the words that it stands in.
struct PairCandidate {
  std::int64_t count = 0;  ///< when it was put in line; it may have fallen since
  PairKey pair = 0;
  std::vector<std::uint32_t> words;
};

bool comes_later(const PairCandidate& a, const PairCandidate& b) {
  return a.count != b.count ? a.count < b.count : a.pair > b.pair;
}

/// Merges pairs of tokens in words, and keeps count of the pairs that there are. A step costs as much as the words that
/// it changes, and not as the data.
class PairLearner {
 public:
  PairLearner(BytePairs& result, const PieceCounts& counts);

  void run(std::size_t max_size, std::int64_t least_count);

 private:
  void add_bytes();
  void put_in_line(PairCandidate candidate);
  PairCandidate take_next();
  TokenId token_of(TokenPair pair);
  void merge(const PairCandidate& candidate, TokenId token);
  void merge_in(Word& word, std::uint32_t number, TokenPair pair, TokenId token);
  void change(TokenId a, TokenId b, std::int64_t by, std::uint32_t word);

  BytePairs& result_;
  std::unordered_map<std::string, TokenId> ids_;
  std::array<TokenId, 256> id_of_byte_ = {};
  std::vector<Word> words_;
  std::unordered_map<PairKey, std::int64_t> counts_;
  std::unordered_map<PairKey, std::vector<std::uint32_t>> grown_;  ///< pairs that became more, and in which words
  std::vector<PairCandidate> line_;                                ///< a heap
};

PairLearner::PairLearner(BytePairs& result, const PieceCounts& counts) : result_(result) {
  add_bytes();
  for (const auto& [text, count] : counts.all()) {
    Word word = {.tokens = {}, .count = static_cast<std::int64_t>(count)};
    std::transform(text.begin(), text.end(), std::back_inserter(word.tokens),
                   [&](char c) { return id_of_byte_[static_cast<unsigned char>(c)]; });
    const auto number = static_cast<std::uint32_t>(words_.size());
    words_.push_back(std::move(word));
    const Word& added = words_.back();
    for (std::size_t i = 1; i < added.tokens.size(); ++i) {
      change(added.tokens[i - 1], added.tokens[i], added.count, number);
    }
  }
}

void PairLearner::add_bytes() {
  std::array<unsigned char, 256> bytes = {};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(i);
  std::sort(bytes.begin(), bytes.end(),
            [](unsigned char a, unsigned char b) { return character_of_byte(a) < character_of_byte(b); });
  result_.tokens = {std::string(kUnknownToken), std::string(kEndToken)};
  for (const unsigned char byte : bytes) {
    id_of_byte_[byte] = static_cast<TokenId>(result_.tokens.size());
    result_.tokens.push_back(text_of_bytes(std::string(1, static_cast<char>(byte))));
  }
  for (std::size_t id = 0; id < result_.tokens.size(); ++id) ids_.emplace(result_.tokens[id], static_cast<TokenId>(id));
}

void PairLearner::run(std::size_t max_size, std::int64_t least_count) {
  while (result_.tokens.size() < max_size) {
    for (auto& [pair, words] : grown_) put_in_line({.count = counts_[pair], .pair = pair, .words = std::move(words)});
    grown_.clear();
    if (line_.empty()) return;
    PairCandidate next = take_next();
    const std::int64_t count = counts_[next.pair];
    if (next.count != count) {
      next.count = count;
      put_in_line(std::move(next));
      continue;
    }
    if (count < least_count) return;
    const TokenPair pair = pair_of(next.pair);
    const TokenId token = token_of(pair);
    if (token <= kEndId) continue;  // letters that spell a special token are none
    result_.merges.push_back(pair);
    merge(next, token);
  }
}

void PairLearner::put_in_line(PairCandidate candidate) {
  if (candidate.count < 1) return;
  line_.push_back(std::move(candidate));
  std::push_heap(line_.begin(), line_.end(), comes_later);
}

PairCandidate PairLearner::take_next() {
  std::pop_heap(line_.begin(), line_.end(), comes_later);
  PairCandidate next = std::move(line_.back());
  line_.pop_back();
  return next;
}

/// Two pairs can make the same token: "t" + "he" and "th" + "e".
TokenId PairLearner::token_of(TokenPair pair) {
  const std::string text =
      result_.tokens[static_cast<std::size_t>(pair.first)] + result_.tokens[static_cast<std::size_t>(pair.second)];
  const auto [known, is_new] = ids_.emplace(text, static_cast<TokenId>(result_.tokens.size()));
  if (is_new) result_.tokens.push_back(text);
  return known->second;
}

void PairLearner::merge(const PairCandidate& candidate, TokenId token) {
  for (const std::uint32_t number : candidate.words) {
    merge_in(words_[number], number, pair_of(candidate.pair), token);
  }
}

void PairLearner::merge_in(Word& word, std::uint32_t number, TokenPair pair, TokenId token) {
  std::vector<TokenId>& tokens = word.tokens;
  std::size_t size = 0;  // of what is done
  for (std::size_t i = 0; i < tokens.size(); ++i, ++size) {
    const bool found = i + 1 < tokens.size() && tokens[i] == pair.first && tokens[i + 1] == pair.second;
    if (!found) {
      tokens[size] = tokens[i];
      continue;
    }
    if (size > 0) {
      change(tokens[size - 1], pair.first, -word.count, number);
      change(tokens[size - 1], token, word.count, number);
    }
    if (i + 2 < tokens.size()) {
      change(pair.second, tokens[i + 2], -word.count, number);
      change(token, tokens[i + 2], word.count, number);
    }
    tokens[size] = token;
    ++i;
  }
  tokens.resize(size);
}

void PairLearner::change(TokenId a, TokenId b, std::int64_t by, std::uint32_t word) {
  const PairKey pair = key_of(a, b);
  counts_[pair] += by;
  if (by < 0) return;
  std::vector<std::uint32_t>& words = grown_[pair];
  if (words.empty() || words.back() != word) words.push_back(word);
}

}  // namespace

std::vector<std::string_view> split_for_merging(std::string_view text) {
  std::vector<std::string_view> stretches;
  const auto take = [&](std::size_t size) {
    if (size > 0) stretches.push_back(text.substr(0, size));
    text.remove_prefix(size);
  };
  while (!text.empty()) {
    const Space space = leading_space(text);
    if (space.size == text.size()) {
      take(space.size);
    } else if (space.size == 0) {
      take(run_size(text));
    } else {
      take(space.size - space.last);
      take(text.front() == ' ' ? 1 + run_size(text.substr(1)) : space.last);
    }
  }
  return stretches;
}

BytePairs learn_byte_pairs(const PieceCounts& counts, std::size_t max_size, std::size_t least_count) {
  BytePairs result;
  PairLearner(result, counts).run(max_size, static_cast<std::int64_t>(std::max<std::size_t>(least_count, 1)));
  return result;
}

}  // namespace glassgpt
