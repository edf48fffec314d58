#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer.h"
#include "tokenizer_kinds.h"

namespace glassgpt {

/// Splits text into words: at ASCII white space, and each ASCII punctuation character on its own; `</s>` and `<unk>`
/// standing between white space stay whole. Case is kept; every other byte is part of a word.
///
/// @param text   UTF-8; the pieces returned point into it
/// @param where  what an error names as the place of the text
/// @throws Error if the text is not valid UTF-8, naming the byte
std::vector<std::string_view> split_words(std::string_view text, std::string_view where);

/// The tokenizer of kind `word`: its tokens are words and punctuation characters, as split_words finds them.
class WordTokenizer : public Tokenizer {
 public:
  /// Only `<unk>` and `</s>`.
  WordTokenizer();

  /// @param vocabulary  tokens by id
  /// @param where  what an error names as the place of the vocabulary
  /// @throws Error unless the first two are `<unk>` and `</s>`, each is one token in the sense of split_words, and
  ///         none stands twice
  WordTokenizer(std::vector<std::string> vocabulary, std::string_view where);

  [[nodiscard]] std::string_view kind() const override { return "word"; }
  [[nodiscard]] std::vector<std::string_view> split(std::string_view text, std::string_view where) const override;
  [[nodiscard]] Encoding encode(std::string_view text, std::string_view where) const override;
  /// Sets no space before a full stop, and none within 27.3 or don't.
  [[nodiscard]] std::unique_ptr<Detokenizer> detokenizer() const override;
  [[nodiscard]] bool is_punctuation(TokenId id) const override;

 private:
  std::map<std::string, TokenId, std::less<>> ids_;
};

/// Counts words, and makes a vocabulary of the most frequent ones: by falling frequency, ties in byte order.
class WordTokenizerBuilder : public TokenizerBuilder {
 public:
  void add(std::string_view text, std::string_view where) override;
  [[nodiscard]] Result build(std::size_t max_size) const override;

 private:
  std::map<std::string, std::size_t, std::less<>> counts_;
};

/// The kind `word`.
TokenizerKind word_tokenizer_kind();

}  // namespace glassgpt
