#pragma once

#include <string>
#include <string_view>

#include "tokenizer.h"

namespace glassgpt {

/// Writes the tokens of a WordTokenizer.
///
/// Splitting the text again gives the same tokens: two words are always set apart, special tokens stand between white
/// space, and no word and no slash follows `<` without a space, so that no special token arises from pieces.
class WordDetokenizer : public Detokenizer {
 public:
  /// The token with the space that belongs before it, if any.
  /// @param token  one token in the sense of split_words
  std::string append(std::string_view token) override;

 protected:
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

  [[nodiscard]] virtual Role role_of(std::string_view token) const;
  /// Whether a token follows the last one without a space. @param role  of the token
  [[nodiscard]] virtual bool joins(std::string_view token, Role role) const;
  /// Whether a hyphen or an apostrophe can follow a closing token closely.
  [[nodiscard]] virtual bool is_solid(std::string_view closing) const;
  /// Whether an apostrophe joins the words on both sides of it: o'clock.
  [[nodiscard]] virtual bool elides(std::string_view before, std::string_view word) const;

  /// Whether the last token ends something to which a hyphen or an apostrophe can be joined.
  [[nodiscard]] bool after_solid() const;
  /// Whether the last token is written close to whatever follows.
  [[nodiscard]] bool after_opening() const;

  /// The last token.
  [[nodiscard]] const std::string& previous() const { return previous_; }
  /// Its role.
  [[nodiscard]] Role previous_role() const { return role_; }

 private:
  [[nodiscard]] Role role_of_punctuation(char c) const;
  [[nodiscard]] bool joins_word(std::string_view word) const;
  [[nodiscard]] bool continues_after_stop(std::string_view word) const;
  void follow_quotes(std::string_view token, Role role, bool joined);

  std::string previous_;
  std::string before_previous_;  ///< the token before it
  Role role_ = Role::start;      ///< of the last token
  bool double_open_ = false;     ///< whether a quote has begun and not ended
  bool single_open_ = false;
  bool backtick_open_ = false;
  bool in_address_ = false;   ///< since the last space, something stood that only URLs and e-mail addresses have
  bool in_initials_ = false;  ///< since the last space, a letter was joined to another by a full stop
};

}  // namespace glassgpt
