#include "byte_pair_tokenizer.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <queue>
#include <utility>

#include "../base/error.h"
#include "byte_alphabet.h"
#include "character_class.h"
#include "normalization.h"
#include "utf8.h"

namespace glassgpt {

namespace {

/// A pair that stands once is no pattern.
constexpr std::size_t kLeastCount = 2;

/// What stands in the place of bytes that make no character.
constexpr std::string_view kReplacement = "\uFFFD";

/// Whether bytes are the beginning of a character whose rest is missing.
bool is_begun_character(std::string_view bytes) {
  for (std::size_t more = 1; more <= 3; ++more) {
    for (const char continuation : {'\x80', '\xBF'}) {
      if (!find_invalid_utf8(std::string(bytes) + std::string(more, continuation))) return true;
    }
  }
  return false;
}

class ByteDetokenizer : public SegmentDetokenizer {
 public:
  std::string append(std::string_view token) override {
    if (is_special_token(token)) held_back_.clear();
    return SegmentDetokenizer::append(token);
  }

 private:
  std::string text_of(std::string_view token) override {
    held_back_ += bytes_of_text(token).value_or(std::string(token));
    std::string text;
    while (const auto fault = find_invalid_utf8(held_back_)) {
      text += held_back_.substr(0, *fault);
      held_back_.erase(0, *fault);
      if (is_begun_character(held_back_)) return text;
      text += kReplacement;
      held_back_.erase(0, 1);
    }
    text += held_back_;
    held_back_.clear();
    return text;
  }

  std::string held_back_;  ///< bytes of a character that is not complete
};

/// Tokens of a stretch of text as a list, of which merging takes one out.
struct Link {
  TokenId token = 0;
  std::size_t before = 0;
  std::size_t after = 0;  ///< the number of links at the end
  bool is_merged = false;
};

/// A merge that can be made: first those learned first, of these from left to right.
struct Chance {
  std::uint32_t rank = 0;
  std::size_t place = 0;
  TokenId first = 0;
  TokenId second = 0;
  TokenId token = 0;

  bool operator>(const Chance& other) const { return rank != other.rank ? rank > other.rank : place > other.place; }
};

}  // namespace

BytePairTokenizer::BytePairTokenizer(std::vector<std::string> tokens, std::vector<std::string> merges,
                                     std::string_view where)
    : Tokenizer(std::move(tokens), where), merges_(std::move(merges)), id_of_byte_(256, kUnknownId) {
  for (std::size_t id = 0; id < this->tokens().size(); ++id) {
    const std::string& token = this->tokens()[id];
    const Message place(words::at_token, {{"where", where}, {"token", id}});
    check_well_formed(token, place.text());
    const auto [earlier, is_new] = ids_.emplace(token, static_cast<TokenId>(id));
    if (!is_new) {
      throw Error(place, {words::token_twice, {{"token", in_quotes(token)}, {"earlier", earlier->second}}},
                  words::list_once);
    }
    if (id <= static_cast<std::size_t>(kEndId)) continue;
    const std::optional<std::string> bytes = bytes_of_text(token);
    if (!bytes || bytes->empty()) {
      throw Error(place, {words::no_bytes, {{"token", in_quotes(token)}}}, words::write_bytes);
    }
    if (bytes->size() == 1) id_of_byte_[static_cast<unsigned char>(bytes->front())] = static_cast<TokenId>(id);
  }
  if (std::count(id_of_byte_.begin(), id_of_byte_.end(), kUnknownId) > 0) {
    throw Error(where, words::bytes_missing, words::list_bytes);
  }
  for (std::size_t rank = 0; rank < merges_.size(); ++rank) read_merge(rank, where);
}

void BytePairTokenizer::read_merge(std::size_t rank, std::string_view where) {
  const std::string& merge = merges_[rank];
  const Message place(words::at_merge, {{"where", where}, {"merge", rank}});
  check_well_formed(merge, place.text());
  const std::size_t space = std::min(merge.find(' '), merge.size());
  const std::string first = merge.substr(0, space);
  const std::string second = merge.substr(std::min(space + 1, merge.size()));
  const auto a = ids_.find(first);
  const auto b = ids_.find(second);
  const auto both = ids_.find(std::string_view(first + second));
  const bool are_tokens = a != ids_.end() && b != ids_.end() && both != ids_.end();
  if (!are_tokens || is_special_token(first) || is_special_token(second) || is_special_token(first + second)) {
    throw Error(place, {words::not_two_tokens, {{"merge", in_quotes(merge)}}}, words::name_two_tokens);
  }
  merge_of_.insert_or_assign(key_of(a->second, b->second),
                             Merge{.rank = static_cast<std::uint32_t>(rank), .token = both->second});
}

const BytePairTokenizer::Merge* BytePairTokenizer::merge_of(TokenId a, TokenId b) const {
  const auto found = merge_of_.find(key_of(a, b));
  return found == merge_of_.end() ? nullptr : &found->second;
}

void BytePairTokenizer::encode_stretch(std::string_view stretch, std::vector<TokenId>& ids) const {
  std::vector<Link> links(stretch.size());
  for (std::size_t i = 0; i < links.size(); ++i) {
    links[i] = {.token = id_of_byte_[static_cast<unsigned char>(stretch[i])], .before = i - 1, .after = i + 1};
  }
  std::priority_queue<Chance, std::vector<Chance>, std::greater<>> chances;
  const auto consider = [&](std::size_t place) {
    const std::size_t after = links[place].after;
    if (after == links.size()) return;
    const Merge* merge = merge_of(links[place].token, links[after].token);
    if (merge == nullptr) return;
    chances.push({.rank = merge->rank,
                  .place = place,
                  .first = links[place].token,
                  .second = links[after].token,
                  .token = merge->token});
  };
  for (std::size_t i = 0; i < links.size(); ++i) consider(i);
  while (!chances.empty()) {
    const Chance next = chances.top();
    chances.pop();
    Link& link = links[next.place];
    // What it was may have been merged otherwise meanwhile.
    if (link.is_merged || link.token != next.first || link.after == links.size()) continue;
    Link& gone = links[link.after];
    if (gone.token != next.second) continue;
    gone.is_merged = true;
    link.token = next.token;
    link.after = gone.after;
    if (link.after < links.size()) links[link.after].before = next.place;
    consider(next.place);
    if (next.place > 0) consider(link.before);
  }
  for (std::size_t i = 0; i < links.size(); i = links[i].after) ids.push_back(links[i].token);
}

Encoding BytePairTokenizer::encode(std::string_view text, std::string_view where) const {
  check_well_formed(text, where);
  std::string storage;
  Encoding encoding;
  for (const Segment& segment : split_at_special_tokens(normalized(text, storage))) {
    if (segment.is_special) {
      encoding.ids.push_back(segment.text == kEndToken ? kEndId : kUnknownId);
      continue;
    }
    for (const std::string_view stretch : split_for_merging(segment.text)) encode_stretch(stretch, encoding.ids);
  }
  return encoding;
}

std::vector<std::string> BytePairTokenizer::split(std::string_view text, std::string_view where) const {
  std::vector<std::string> pieces;
  for (const TokenId id : encode(text, where).ids) pieces.push_back(token(id));
  return pieces;
}

std::unique_ptr<Detokenizer> BytePairTokenizer::detokenizer() const {
  return std::make_unique<ByteDetokenizer>();
}

bool BytePairTokenizer::is_punctuation(TokenId id) const {
  if (id <= kEndId) return false;
  std::string bytes = bytes_of_text(token(id)).value_or("");
  if (bytes.size() > 1 && bytes.front() == ' ') bytes.erase(0, 1);
  if (find_invalid_utf8(bytes)) return false;
  const CharacterClass its = class_of(first_character(bytes).code);
  return glassgpt::is_punctuation(its) || its == CharacterClass::white_space;
}

void BytePairBuilder::add(std::string_view text, std::string_view where) {
  check_well_formed(text, where);
  std::string storage;
  for (const Segment& segment : split_at_special_tokens(normalized(text, storage))) {
    if (segment.is_special) continue;
    counts().add_all(split_for_merging(segment.text));
  }
}

TokenizerBuilder::Result BytePairBuilder::build(std::size_t max_size) const {
  BytePairs pairs = learn_byte_pairs(counts(), max_size, kLeastCount);
  const auto text = [&](TokenId id) { return pairs.tokens[static_cast<std::size_t>(id)]; };
  std::vector<std::string> merges;
  for (const TokenPair& pair : pairs.merges) merges.push_back(text(pair.first) + " " + text(pair.second));
  return {.tokenizer = std::make_shared<BytePairTokenizer>(std::move(pairs.tokens), std::move(merges), "vocabulary")};
}

TokenizerKind byte_pair_kind() {
  return {.name = "byte-pair",
          .fields = {"tokens", "merges"},
          .least_size = kLeastBytePairTokens,
          .builder = []() -> std::unique_ptr<TokenizerBuilder> { return std::make_unique<BytePairBuilder>(); },
          .read = [](std::vector<std::vector<std::string>> lists,
                     std::string_view where) -> std::shared_ptr<const Tokenizer> {
            return std::make_shared<BytePairTokenizer>(std::move(lists[0]), std::move(lists[1]), where);
          }};
}

}  // namespace glassgpt
