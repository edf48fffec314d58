#pragma once

#include <string>
#include <string_view>

#include "character_class.h"
#include "word_detokenizer.h"

namespace glassgpt {

/// Writes the tokens of the kind `unicode-word`: ASCII as a WordDetokenizer, and other scripts as their readers do,
/// those without spaces without.
///
/// Splitting the text again gives the same tokens. Whatever the roles say, two tokens are set apart if together they
/// would be split otherwise: the halves of a flag, a letter and an accent.
class UnicodeWordDetokenizer : public WordDetokenizer {
 public:
  /// @param token  one piece in the sense of split_unicode_words
  std::string append(std::string_view token) override;

 protected:
  [[nodiscard]] Role role_of(std::string_view token) const override;
  [[nodiscard]] bool joins(std::string_view token, Role role) const override;
  [[nodiscard]] bool is_solid(std::string_view closing) const override;
  [[nodiscard]] bool elides(std::string_view before, std::string_view word) const override;

 private:
  [[nodiscard]] Role role_of_quote(char32_t quote) const;
  [[nodiscard]] bool wants_to_join(std::string_view token, Role role) const;
  [[nodiscard]] bool joins_spaceless(std::string_view token) const;
  [[nodiscard]] bool after_spaceless() const;

  char32_t previous_ = 0;     ///< the first character of the last token
  char32_t open_double_ = 0;  ///< the mark that began a quote that has not ended, of “ ” „ « »
  char32_t open_single_ = 0;  ///< likewise of ‘ ’ ‚ ‹ ›
};

}  // namespace glassgpt
