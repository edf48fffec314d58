#include "tokenizer.h"

#include <utility>

#include "../base/error.h"

namespace glassgpt {

bool is_special_token(std::string_view token) {
  return token == kUnknownToken || token == kEndToken;
}

Tokenizer::Tokenizer(std::vector<std::string> tokens, std::string_view where) : tokens_(std::move(tokens)) {
  if (tokens_.size() < 2 || tokens_[kUnknownId] != kUnknownToken || tokens_[kEndId] != kEndToken) {
    throw Error(where, words::special_tokens_first, words::special_ids);
  }
}

std::string Tokenizer::decode(std::span<const TokenId> ids) const {
  const std::unique_ptr<Detokenizer> writer = detokenizer();
  std::string text;
  for (const TokenId id : ids) text += writer->append(token(id));
  return text;
}

}  // namespace glassgpt
