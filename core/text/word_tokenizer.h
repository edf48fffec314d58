#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vocabulary_tokenizer.h"

namespace glassgpt {

/// Splits text into words: at ASCII white space, and each ASCII punctuation character on its own; `</s>` and `<unk>`
/// standing between white space stay whole. Case is kept; every other byte is part of a word.
///
/// @param text   UTF-8; the pieces returned point into it
/// @param where  what an error names as the place of the text
/// @throws Error if the text is not valid UTF-8, naming the byte
std::vector<std::string_view> split_words(std::string_view text, std::string_view where);

/// The rules of the kind `word`, which was the first: pieces as split_words finds them. Its models keep them for ever.
const PieceRules& word_rules();

/// A tokenizer of kind `word`.
class WordTokenizer : public VocabularyTokenizer {
 public:
  /// Only `<unk>` and `</s>`.
  WordTokenizer() : WordTokenizer({std::string(kUnknownToken), std::string(kEndToken)}, "tokenizer") {}

  /// @throws Error as VocabularyTokenizer
  WordTokenizer(std::vector<std::string> vocabulary, std::string_view where)
      : VocabularyTokenizer(word_rules(), std::move(vocabulary), where) {}
};

/// What makes one.
class WordTokenizerBuilder : public VocabularyBuilder {
 public:
  WordTokenizerBuilder() : VocabularyBuilder(word_rules()) {}
};

}  // namespace glassgpt
