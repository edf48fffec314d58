#include "unicode_word_detokenizer.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "ascii.h"
#include "normalization.h"
#include "tokenizer.h"
#include "unicode_word_tokenizer.h"
#include "utf8.h"

namespace glassgpt {

namespace {

constexpr std::u32string_view kDoubleQuotes = U"“”„«»";
constexpr std::u32string_view kSingleQuotes = U"‘’‚‹›";
/// Those that close what is written, but do not end a clause.
constexpr std::u32string_view kSolidMarks = U"“”«»‘’‹›°′″‰）」』】》〉］";
/// Hyphens, dots within words, marks within Hebrew words and Arabic numbers, wave dashes.
constexpr std::u32string_view kInfixMarks = U"‐‑·‧・־׳״٫٬〜～゠‿";
/// Set between spaces like a word.
constexpr std::u32string_view kApart = U"§¶•‣※";
/// Close to a number before them, with or without more behind them.
constexpr std::u32string_view kUnits = U"°′″‰";
constexpr std::u32string_view kLongDashes = U"—―⸺";
constexpr std::u32string_view kSigns = U"−±";
constexpr char32_t kApostrophe = U'’';
constexpr char32_t kEnDash = U'–';

/// Whether a scale follows ° without a space.
constexpr std::u32string_view kScales = U"CFK";

/// What French and Italian write before an apostrophe and the vowel of the next word.
constexpr std::string_view kElidedWords[] = {
    "c", "j", "n", "m", "t", "s", "qu", "jusqu", "un", "lorsqu", "puisqu", "dell",    "all",   "nell", "dall", "sull",
    "C", "J", "N", "M", "T", "S", "Qu", "Jusqu", "Un", "Lorsqu", "Puisqu", "aujourd", "quell", "Dell", "All",  "Nell"};
constexpr std::u32string_view kVowels = U"aeiouyhàâäæéèêëîïíìôöœóòùûüúAEIOUYHÀÂÆÉÈÊËÎÏÔŒÙÛÜ";

/// From here on in Unicode, scripts without spaces are Chinese or Japanese, which set numbers close.
constexpr char32_t kFirstEastAsian = 0x2E80;

bool contains(std::u32string_view list, char32_t character) {
  return list.find(character) != std::u32string_view::npos;
}

bool is_ascii(char32_t character) {
  return character < 0x80;
}

bool is_currency(char32_t character) {
  return (character >= U'¢' && character <= U'¥') || (character >= 0x20A0 && character <= 0x20CF) ||
         character == U'￥' || character == U'￡';
}

bool is_wide(CharacterClass its) {
  return its == CharacterClass::wide_opening || its == CharacterClass::wide_closing;
}

bool is_numeral(std::string_view token) {
  return !token.empty() && std::all_of(token.begin(), token.end(), is_digit);
}

/// Whether two tokens are still those if nothing stands between them.
bool stay_apart(std::string_view first, std::string_view second) {
  const std::string together = std::string(first) + std::string(second);
  std::string storage;
  const std::vector<std::string_view> pieces = split_unicode_words(normalized(together, storage));
  return pieces.size() == 2 && pieces[0] == first && pieces[1] == second;
}

}  // namespace

std::string UnicodeWordDetokenizer::append(std::string_view token) {
  std::string text = WordDetokenizer::append(token);
  previous_ = first_character(token).code;
  const bool opens = previous_role() == Role::opening;
  if (contains(kDoubleQuotes, previous_)) open_double_ = opens ? previous_ : 0;
  if (contains(kSingleQuotes, previous_)) open_single_ = opens ? previous_ : 0;
  if (token == kEndToken) open_double_ = open_single_ = 0;
  return text;
}

WordDetokenizer::Role UnicodeWordDetokenizer::role_of(std::string_view token) const {
  const Utf8Character first = first_character(token);
  if (is_ascii(first.code)) return WordDetokenizer::role_of(token);
  const char32_t c = first.code;
  if (contains(kDoubleQuotes, c) || contains(kSingleQuotes, c)) return role_of_quote(c);
  if (contains(kInfixMarks, c)) return Role::infix;
  if (contains(kApart, c)) return Role::word;
  if (contains(kUnits, c)) return Role::closing;
  if (contains(kSigns, c)) return after_solid() ? Role::operation : Role::opening;
  if (contains(kLongDashes, c)) return after_spaceless() || c == previous_ ? Role::infix : Role::operation;
  if (c == kEnDash) return is_numeral(previous()) ? Role::infix : Role::operation;
  if (is_currency(c)) return is_numeral(previous()) ? Role::word : Role::opening;
  switch (class_of(c)) {
    case CharacterClass::opening:
    case CharacterClass::wide_opening:
      return Role::opening;
    case CharacterClass::closing:
    case CharacterClass::wide_closing:
      return Role::closing;
    case CharacterClass::symbol:
      return Role::operation;
    default:
      return Role::word;
  }
}

/// “English” and „German“, «français» and »deutsch«, ”svenska”.
WordDetokenizer::Role UnicodeWordDetokenizer::role_of_quote(char32_t quote) const {
  if (quote == kApostrophe && after_solid()) return Role::apostrophe;
  if (quote == U'„' || quote == U'‚') return Role::opening;
  const char32_t open = contains(kDoubleQuotes, quote) ? open_double_ : open_single_;
  if (open != 0) {
    // Quotes that begin with “ or ‘ end with another mark: a second one begins a quote, too.
    return open == quote && (quote == U'“' || quote == U'‘') ? Role::opening : Role::closing;
  }
  // Those that close more often than they open do so behind the end of a clause, if the beginning was not seen.
  const bool usually_closes = quote == U'”' || quote == U'’';
  return usually_closes && previous_role() == Role::closing && previous_ != U':' ? Role::closing : Role::opening;
}

bool UnicodeWordDetokenizer::joins(std::string_view token, Role role) const {
  if (previous_role() == Role::special || previous_role() == Role::start) return false;
  if (!wants_to_join(token, role)) return false;
  return (is_ascii(previous_) && is_ascii(first_character(token).code)) || stay_apart(previous(), token);
}

bool UnicodeWordDetokenizer::wants_to_join(std::string_view token, Role role) const {
  const char32_t c = first_character(token).code;
  const CharacterClass its = class_of(c);
  if (role == Role::word) {
    if (its == CharacterClass::spaceless) return joins_spaceless(token);
    const bool close_to_east_asian =
        is_wide(class_of(previous_)) || (after_spaceless() && previous_ >= kFirstEastAsian);
    if (is_numeral(token) && close_to_east_asian) return true;
    if (previous_ == kEnDash) return previous_role() == Role::infix && is_numeral(token);
    if (previous_ == U'°' && token.size() == 1 && contains(kScales, c)) return true;
  }
  if (role == Role::opening && !is_ascii(c) && (after_spaceless() || is_wide(class_of(previous_)))) return true;
  return WordDetokenizer::joins(token, role);
}

/// Whether a character of a script without spaces follows without one.
bool UnicodeWordDetokenizer::joins_spaceless(std::string_view token) const {
  if (after_opening() || after_spaceless()) return true;
  if (previous_role() == Role::word) return is_numeral(previous()) && first_character(token).code >= kFirstEastAsian;
  return previous_role() == Role::closing && !is_ascii(previous_);
}

bool UnicodeWordDetokenizer::after_spaceless() const {
  return class_of(previous_) == CharacterClass::spaceless;
}

bool UnicodeWordDetokenizer::is_solid(std::string_view closing) const {
  const char32_t c = first_character(closing).code;
  return is_ascii(c) ? WordDetokenizer::is_solid(closing) : contains(kSolidMarks, c);
}

bool UnicodeWordDetokenizer::elides(std::string_view before, std::string_view word) const {
  if (WordDetokenizer::elides(before, word)) return true;
  return std::find(std::begin(kElidedWords), std::end(kElidedWords), before) != std::end(kElidedWords) &&
         contains(kVowels, first_character(word).code);
}

}  // namespace glassgpt
