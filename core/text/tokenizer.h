#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glassgpt {

/// Number of a token in the vocabulary, from 0.
using TokenId = int;

/// An id as large data is kept: every vocabulary has less than 65,536 tokens.
using PackedTokenId = std::uint16_t;

/// Id of `<unk>`.
inline constexpr TokenId kUnknownId = 0;
/// Id of `</s>`.
inline constexpr TokenId kEndId = 1;
/// Stands for whatever the vocabulary lacks.
inline constexpr std::string_view kUnknownToken = "<unk>";
/// Ends every example.
inline constexpr std::string_view kEndToken = "</s>";

/// Whether it is `<unk>` or `</s>`.
bool is_special_token(std::string_view token);

/// Token ids of a text, and the pieces of it that had none.
struct Encoding {
  std::vector<TokenId> ids;          ///< one for each piece that Tokenizer::split gives
  std::vector<std::string> unknown;  ///< each piece that became `<unk>`, in order, repeats included
};

/// Writes tokens one after another as text. What it puts before a token depends only on the tokens before it, so that
/// the text of an answer can be shown while it is generated.
class Detokenizer {
 public:
  virtual ~Detokenizer() = default;

  /// The text that a token adds to that of the tokens before it.
  /// @param token  as Tokenizer::token has it, or one of Tokenizer::split
  virtual std::string append(std::string_view token) = 0;
};

/// A vocabulary, and the way between text and ids. It never changes.
///
/// How text is split and put together is up to its kind, whose rules hold for every model file that names it. What all
/// kinds have in common: ids count from 0, `<unk>` and `</s>` are the first two, `</s>` standing between white space
/// is that token, and encode(decode(ids)) gives the same ids for every sequence of ids that encode can return.
class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  /// As model files and tokenizer_kinds() name it.
  [[nodiscard]] virtual std::string_view kind() const = 0;

  /// The pieces of a text that become its tokens, one for each id of encode(): those that the vocabulary has as token()
  /// has them, others as they would be if it had them.
  /// @param text   UTF-8
  /// @param where  what an error names as the place of the text
  /// @throws Error if the text is not valid UTF-8, naming the byte
  [[nodiscard]] virtual std::vector<std::string> split(std::string_view text, std::string_view where) const = 0;

  /// The ids of a text's tokens, kUnknownId for a piece that the vocabulary lacks. @throws Error as split
  [[nodiscard]] virtual Encoding encode(std::string_view text, std::string_view where) const = 0;

  /// What writes tokens as text, before the first of them.
  [[nodiscard]] virtual std::unique_ptr<Detokenizer> detokenizer() const = 0;

  /// Whether a token is only a mark between words or behind them.
  [[nodiscard]] virtual bool is_punctuation(TokenId id) const = 0;

  /// What a file keeps of it: TokenizerKind::fields of its kind, in that order.
  [[nodiscard]] virtual std::vector<std::span<const std::string>> fields() const { return {tokens_}; }

  /// Text as people write it.
  [[nodiscard]] std::string decode(std::span<const TokenId> ids) const;

  /// The token with an id. @param id  0 … size() - 1
  [[nodiscard]] const std::string& token(TokenId id) const { return tokens_[static_cast<std::size_t>(id)]; }
  /// All tokens, by id.
  [[nodiscard]] const std::vector<std::string>& tokens() const { return tokens_; }
  /// V, how many tokens there are.
  [[nodiscard]] int size() const { return static_cast<int>(tokens_.size()); }

 protected:
  /// @param tokens  by id
  /// @param where   what an error names as the place of the vocabulary
  /// @throws Error unless the first two are `<unk>` and `</s>`
  Tokenizer(std::vector<std::string> tokens, std::string_view where);

 private:
  std::vector<std::string> tokens_;
};

}  // namespace glassgpt
