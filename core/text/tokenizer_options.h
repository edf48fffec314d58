#pragma once

#include <array>
#include <string_view>

#include "../base/option.h"

namespace glassgpt {

/// Most tokens in a vocabulary, `<unk>` and `</s>` included.
inline constexpr int kMaxVocabSize = 10'000;

/// What a new model's tokens are.
enum class TokenizerChoice {
  unicode_word,  ///< words and punctuation, characters of scripts without spaces
  word,          ///< likewise by ASCII alone, as all models were once
  character,     ///< characters
  byte_pair,     ///< parts of words, learned from the data
};

/// Their names, which are those of tokenizer_kinds().
template <>
inline constexpr std::array<std::string_view, 4> kNames<TokenizerChoice> = {"unicode-word", "word", "character",
                                                                            "byte-pair"};

/// Whether a word is several of its tokens.
constexpr bool are_parts_of_words(TokenizerChoice choice) {
  return choice == TokenizerChoice::character || choice == TokenizerChoice::byte_pair;
}

/// How a new model's vocabulary is made.
struct TokenizerOptions {
  TokenizerChoice kind = TokenizerChoice::unicode_word;  ///< of the tokenizer
  int vocabulary = kMaxVocabSize;                        ///< most tokens

  /// Whether all are the same.
  bool operator==(const TokenizerOptions&) const = default;
};

/// The options of a vocabulary.
inline constexpr Option<TokenizerOptions> kTokenizerOptions[] = {
    option<&TokenizerOptions::kind>("tokenizer", "tokenizer", "What texts are cut into", {.may_be_absent = true}),
    // Bytes that are not merged are 256 tokens.
    option<&TokenizerOptions::vocabulary>("vocabulary", "vocabulary", "Most tokens that the model can know",
                                          {.least = 258, .most = kMaxVocabSize, .may_be_absent = true}),
};

}  // namespace glassgpt
