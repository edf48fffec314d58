#include "vocabulary_tokenizer.h"

#include <algorithm>
#include <optional>

#include "../base/error.h"
#include "utf8.h"

namespace glassgpt {

VocabularyTokenizer::VocabularyTokenizer(const PieceRules& rules, std::vector<std::string> vocabulary,
                                         std::string_view where)
    : Tokenizer(std::move(vocabulary), where), rules_(rules) {
  for (std::size_t id = 0; id < tokens().size(); ++id) {
    const std::string& token = tokens()[id];
    const Message place(words::at_token, {{"where", where}, {"token", id}});
    check_well_formed(token, place.text());
    std::string storage;
    const std::vector<std::string_view> pieces = rules_.pieces(token, storage);
    if (pieces.size() != 1 || pieces.front() != token) {
      throw Error(place, {words::not_one_token, {{"token", in_quotes(token)}}},
                  {words::make_tokens, {{"what", rules_.token_is}}});
    }
    const std::size_t its = ids_.add(token);
    if (its != id) {
      throw Error(place, {words::token_twice, {{"token", in_quotes(token)}, {"earlier", its}}}, words::list_once);
    }
  }
}

std::vector<std::string> VocabularyTokenizer::split(std::string_view text, std::string_view where) const {
  check_well_formed(text, where);
  std::string storage;
  const std::vector<std::string_view> pieces = rules_.pieces(text, storage);
  return {pieces.begin(), pieces.end()};
}

Encoding VocabularyTokenizer::encode(std::string_view text, std::string_view where) const {
  check_well_formed(text, where);
  std::string storage;
  const std::vector<std::string_view> pieces = rules_.pieces(text, storage);
  Encoding encoding;
  encoding.ids.reserve(pieces.size());
  ids_.for_each(pieces, [&](std::string_view piece, PieceTable::Hash hash) {
    const std::optional<std::size_t> known = ids_.find(piece, hash);
    encoding.ids.push_back(known ? static_cast<TokenId>(*known) : kUnknownId);
    if (!known) encoding.unknown.emplace_back(piece);
  });
  return encoding;
}

void VocabularyBuilder::add(std::string_view text, std::string_view where) {
  check_well_formed(text, where);
  std::string storage;
  std::vector<std::string_view> pieces = rules_.pieces(text, storage);
  pieces.erase(std::remove_if(pieces.begin(), pieces.end(), is_special_token), pieces.end());
  counts().add_all(pieces);
}

TokenizerBuilder::Result VocabularyBuilder::build(std::size_t max_size) const {
  using Count = PieceCounts::Count;
  const std::vector<Count> pieces = counts().most_frequent_first();

  Result result;
  if (rules_.are_words) {
    result.words = pieces.size();
    result.words_once = static_cast<std::size_t>(
        std::count_if(pieces.begin(), pieces.end(), [](const Count& piece) { return piece.second == 1; }));
  }
  std::vector<std::string> tokens = {std::string(kUnknownToken), std::string(kEndToken)};
  for (const auto& [piece, count] : pieces) {
    if (tokens.size() < max_size) {
      tokens.emplace_back(piece);
    } else {
      ++result.words_dropped;
      result.tokens_dropped += count;
    }
  }
  result.tokenizer = std::make_shared<VocabularyTokenizer>(rules_, std::move(tokens), "vocabulary");
  return result;
}

}  // namespace glassgpt
