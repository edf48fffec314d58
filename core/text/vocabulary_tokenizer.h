#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../base/words.h"
#include "piece_table.h"
#include "tokenizer.h"
#include "tokenizer_builder.h"
#include "tokenizer_kinds.h"

namespace glassgpt {

/// How a kind of tokenizer cuts text into pieces that are looked up in its vocabulary.
struct PieceRules {
  /// As Tokenizer::kind.
  std::string_view kind;

  /// Whether the pieces are words, which a text can have too few of each to learn from.
  bool are_words = true;

  /// The pieces of a text. They point into it or into the storage, which keeps what was made of the text.
  /// @param text  well-formed UTF-8
  std::vector<std::string_view> (*pieces)(std::string_view text, std::string& storage);

  /// What writes such pieces as text.
  std::unique_ptr<Detokenizer> (*detokenizer)();

  /// As Tokenizer::is_punctuation, of its text.
  bool (*is_punctuation)(std::string_view token);

  /// What each token of a vocabulary has to be, as an error says it.
  const Words& token_is;
};

/// A tokenizer whose tokens are pieces of text: words or characters, as its rules find them.
class VocabularyTokenizer : public Tokenizer {
 public:
  /// @param rules  which last as long as the program
  /// @param vocabulary  tokens by id
  /// @param where  what an error names as the place of the vocabulary
  /// @throws Error unless the first two are `<unk>` and `</s>`, each is one piece, and none stands twice
  VocabularyTokenizer(const PieceRules& rules, std::vector<std::string> vocabulary, std::string_view where);

  [[nodiscard]] std::string_view kind() const override { return rules_.kind; }
  [[nodiscard]] std::vector<std::string> split(std::string_view text, std::string_view where) const override;
  [[nodiscard]] Encoding encode(std::string_view text, std::string_view where) const override;
  [[nodiscard]] std::unique_ptr<Detokenizer> detokenizer() const override { return rules_.detokenizer(); }
  [[nodiscard]] bool is_punctuation(TokenId id) const override { return rules_.is_punctuation(token(id)); }

 private:
  const PieceRules& rules_;
  PieceTable ids_;  ///< of the tokens
};

/// Counts pieces, and makes a vocabulary of the most frequent ones: by falling frequency, ties in byte order.
class VocabularyBuilder : public TokenizerBuilder {
 public:
  /// @param rules  which last as long as the program
  explicit VocabularyBuilder(const PieceRules& rules) : rules_(rules) {}

  void add(std::string_view text, std::string_view where) override;
  [[nodiscard]] Result build(std::size_t max_size) const override;

 private:
  const PieceRules& rules_;
};

/// The kind whose tokenizers have the rules that a function gives.
template <const PieceRules& (*Rules)()>
TokenizerKind vocabulary_kind() {
  return {.name = Rules().kind,
          .fields = {"tokens"},
          .least_size = 2,
          .builder = []() -> std::unique_ptr<TokenizerBuilder> { return std::make_unique<VocabularyBuilder>(Rules()); },
          .read = [](std::vector<std::vector<std::string>> lists,
                     std::string_view where) -> std::shared_ptr<const Tokenizer> {
            return std::make_shared<VocabularyTokenizer>(Rules(), std::move(lists.front()), where);
          }};
}

}  // namespace glassgpt
