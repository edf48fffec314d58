#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glassgpt {

/// Number of a token in the vocabulary, from 0.
using TokenId = int;

/// Id of `<unk>`.
inline constexpr TokenId kUnknownId = 0;
/// Id of `</s>`.
inline constexpr TokenId kEndId = 1;
/// Stands for every word that the vocabulary lacks.
inline constexpr std::string_view kUnknownToken = "<unk>";
/// Ends every example.
inline constexpr std::string_view kEndToken = "</s>";

/// Whether it is `<unk>` or `</s>`.
bool is_special_token(std::string_view token);

/// Splits text into tokens: at ASCII white space, and each ASCII punctuation character on its own; `</s>` and `<unk>`
/// standing between white space stay whole. Case is kept; every other byte is part of a word.
///
/// @param text   UTF-8; the pieces returned point into it
/// @param where  what an error names as the place of the text
/// @throws Error if the text is not valid UTF-8, naming the byte
std::vector<std::string_view> split_tokens(std::string_view text, std::string_view where);

/// Token ids of a text, and the words that had none.
struct Encoding {
  std::vector<TokenId> ids;          ///< one for each token
  std::vector<std::string> unknown;  ///< each word that became `<unk>`, in order, repeats included
};

/// Counts words over the training data and makes the vocabulary of them.
class VocabularyBuilder {
 public:
  /// Counts the tokens of a text. @throws Error as split_tokens
  void add(std::string_view text, std::string_view where);

  /// What the vocabulary holds and what it had to leave out.
  struct Result {
    std::vector<std::string> tokens;  ///< by id: `<unk>`, `</s>`, then by falling frequency, ties in byte order
    std::size_t words_dropped = 0;    ///< distinct words beyond the limit, which become `<unk>`
    std::size_t tokens_dropped = 0;   ///< their occurrences in the data
  };

  /// @param max_size  most tokens, the two special ones included
  [[nodiscard]] Result build(std::size_t max_size) const;

 private:
  std::map<std::string, std::size_t, std::less<>> counts_;
};

/// Word-level tokenizer: a vocabulary, and the way between text and ids.
class Tokenizer {
 public:
  /// Only `<unk>` and `</s>`.
  Tokenizer();

  /// @param tokens  by id
  /// @param where   what an error names as the place of the vocabulary
  /// @throws Error unless the first two are `<unk>` and `</s>`, each is one token in the sense of split_tokens, and
  ///         none stands twice
  Tokenizer(std::vector<std::string> tokens, std::string_view where);

  /// The ids of a text's tokens, kUnknownId for a word that the vocabulary lacks. @throws Error as split_tokens
  [[nodiscard]] Encoding encode(std::string_view text, std::string_view where) const;

  /// Text as people write it: no space before a full stop, none within 27.3 or don't. Encoding it again gives the
  /// same ids, for every sequence of ids that encode can return.
  [[nodiscard]] std::string decode(std::span<const TokenId> ids) const;

  /// The token with an id. @param id  0 … size() - 1
  [[nodiscard]] const std::string& token(TokenId id) const { return tokens_[static_cast<std::size_t>(id)]; }
  /// All tokens, by id.
  [[nodiscard]] const std::vector<std::string>& tokens() const { return tokens_; }
  /// V, how many tokens there are.
  [[nodiscard]] int size() const { return static_cast<int>(tokens_.size()); }

 private:
  std::vector<std::string> tokens_;
  std::map<std::string, TokenId, std::less<>> ids_;
};

/// Writes tokens one after another as text. What it puts before a token depends only on the tokens before it, so that
/// the text of an answer can be shown while it is generated.
///
/// Splitting the text again gives the same tokens: two words are always set apart, special tokens stand between white
/// space, and no word and no slash follows `<` without a space, so that no special token arises from pieces.
class Detokenizer {
 public:
  /// The token with the space that belongs before it, if any.
  /// @param token  one token in the sense of split_tokens
  std::string append(std::string_view token);

 private:
  /// How a token is written between its neighbours.
  enum class Role {
    start,       ///< there is no token yet
    special,     ///< between white space
    word,        ///< as what stands before it asks for
    closing,     ///< close to what stands before it: a full stop, a closing bracket, a closing quote
    opening,     ///< close to what follows: an opening bracket, an opening quote
    infix,       ///< close to both: a hyphen, a slash
    operation,   ///< between spaces, unless beside another one
    apostrophe,  ///< close to what stands before it, and to what follows if that completes the word
  };

  [[nodiscard]] Role role_of(std::string_view token) const;
  [[nodiscard]] Role role_of_punctuation(char c) const;
  [[nodiscard]] bool joins(std::string_view token, Role role) const;
  [[nodiscard]] bool joins_word(std::string_view word) const;
  [[nodiscard]] bool continues_after_stop(std::string_view word) const;
  [[nodiscard]] bool after_solid() const;
  [[nodiscard]] bool after_opening() const;
  void follow_quotes(std::string_view token, Role role, bool joined);

  std::string previous_;         ///< the last token
  std::string before_previous_;  ///< the one before it
  Role role_ = Role::start;      ///< of the last token
  bool double_open_ = false;     ///< whether a quote has begun and not ended
  bool single_open_ = false;
  bool backtick_open_ = false;
  bool in_address_ = false;   ///< since the last space, something stood that only URLs and e-mail addresses have
  bool in_initials_ = false;  ///< since the last space, a letter was joined to another by a full stop
};

}  // namespace glassgpt
