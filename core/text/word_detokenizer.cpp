#include "word_detokenizer.h"

#include <algorithm>
#include <array>

#include "ascii.h"

namespace glassgpt {

namespace {

constexpr std::string_view kClosing = ".,;:!?)]}%";
constexpr std::string_view kOpening = "([{$#~";
constexpr std::string_view kInfix = R"(-/\_^@)";
/// Those closing ones that a hyphen or an apostrophe can follow closely.
constexpr std::string_view kSolid = ")]}%\"`'";

bool is_number(std::string_view token) {
  return !token.empty() && std::all_of(token.begin(), token.end(), is_digit);
}

bool is_letter(std::string_view token) {
  return token.size() == 1 && (is_upper(token[0]) || is_lower(token[0]));
}

std::size_t leading_digits(std::string_view word) {
  return static_cast<std::size_t>(std::find_if_not(word.begin(), word.end(), is_digit) - word.begin());
}

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view token) {
  return std::find(list.begin(), list.end(), token) != list.end();
}

/// What follows the apostrophe of don't, it's, we're, and of DON'T.
constexpr std::array<std::string_view, 14> kContractions = {"s", "t", "d", "m", "re", "ve", "ll",
                                                            "S", "T", "D", "M", "RE", "VE", "LL"};

/// What stands before the apostrophe of o'clock, O'Brien, d'Artagnan, l'eau, y'all.
constexpr std::array<std::string_view, 7> kElisions = {"o", "O", "d", "D", "l", "L", "y"};

/// Whether digits continue a number or a time: 1,000 and 10:30, but not "in 3, 4 or 5" and "Chapter 2: 3 pigs".
bool continues_number(std::string_view before, char separator, std::string_view word) {
  if (!is_number(before)) return false;
  return separator == ',' ? before.size() <= 3 && leading_digits(word) == 3
                          : before.size() <= 2 && leading_digits(word) == 2;
}

}  // namespace

std::string WordDetokenizer::append(std::string_view token) {
  const Role role = role_of(token);
  const bool joined = joins(token, role);
  std::string text = joined || role_ == Role::start ? "" : " ";
  text += token;

  follow_quotes(token, role, joined);
  in_address_ = (joined && in_address_) || token == "@" || token == "www" || (token == "/" && previous_ == "/");
  in_initials_ = joined && (in_initials_ || (previous_ == "." && is_letter(token)));
  before_previous_ = previous_;
  previous_ = token;
  role_ = role;
  return text;
}

WordDetokenizer::Role WordDetokenizer::role_of(std::string_view token) const {
  if (is_special_token(token)) return Role::special;
  if (token.size() == 1 && is_punctuation(token[0])) return role_of_punctuation(token[0]);
  return Role::word;
}

WordDetokenizer::Role WordDetokenizer::role_of_punctuation(char c) const {
  if (c == '"') return double_open_ ? Role::closing : Role::opening;
  if (c == '`') return backtick_open_ ? Role::closing : Role::opening;
  if (c == '\'') return after_solid() ? Role::apostrophe : single_open_ ? Role::closing : Role::opening;
  if (kClosing.find(c) != std::string_view::npos) return Role::closing;
  if (kOpening.find(c) != std::string_view::npos) return Role::opening;
  if (kInfix.find(c) != std::string_view::npos) return Role::infix;
  return Role::operation;
}

bool WordDetokenizer::joins(std::string_view token, Role role) const {
  if (role_ == Role::special || role_ == Role::start) return false;
  switch (role) {
    case Role::start:
    case Role::special:
      return false;
    case Role::word:
      return joins_word(token);
    case Role::closing:
    case Role::apostrophe:
      return true;
    case Role::opening:
      return after_opening();
    case Role::infix:  // after a colon as in https:// and C:\ ; otherwise it is a minus sign, a bullet or a path
      return after_solid() || after_opening() || (previous_ == ":" && (token == "/" || token == "\\"));
    case Role::operation:
      return after_opening() || role_ == Role::operation;
  }
  return false;
}

/// Whether a word follows without a space.
bool WordDetokenizer::joins_word(std::string_view word) const {
  if (after_opening()) return true;
  if (role_ == Role::apostrophe) return contains(kContractions, word) || elides(before_previous_, word);
  if (previous_ == ".") return continues_after_stop(word);
  if (previous_ == "," || previous_ == ":") return continues_number(before_previous_, previous_[0], word);
  return false;
}

/// Whether the full stop before the word is not the end of a sentence: 27.3, U.S.A., e.g., example.com.
bool WordDetokenizer::continues_after_stop(std::string_view word) const {
  if (before_previous_.empty()) return false;
  if (is_digit(before_previous_.back()) && is_digit(word.front())) return true;
  if (in_address_) return is_lower(word.front());
  if (!is_letter(before_previous_) || !is_letter(word)) return false;
  // "Vitamin C. A lemon", "Plan B. I agree": these letters are also words, with which a sentence can begin.
  const bool is_word = to_lower(word[0]) == 'a' || to_lower(word[0]) == 'i';
  return is_upper(before_previous_[0]) == is_upper(word[0]) && (in_initials_ || !is_word);
}

bool WordDetokenizer::is_solid(std::string_view closing) const {
  return kSolid.find(closing[0]) != std::string_view::npos;
}

bool WordDetokenizer::elides(std::string_view before, std::string_view /*word*/) const {
  return contains(kElisions, before);
}

bool WordDetokenizer::after_solid() const {
  return role_ == Role::word || role_ == Role::apostrophe || (role_ == Role::closing && is_solid(previous_));
}

bool WordDetokenizer::after_opening() const {
  return role_ == Role::opening || role_ == Role::infix;
}

void WordDetokenizer::follow_quotes(std::string_view token, Role role, bool joined) {
  // An apostrophe within single quotes ends them, unless it turned out to be one of don't.
  if (role_ == Role::apostrophe && !(role == Role::word && joined)) single_open_ = false;
  if (token == "\"") double_open_ = role == Role::opening;
  if (token == "`") backtick_open_ = role == Role::opening;
  if (token == "'" && role != Role::apostrophe) single_open_ = role == Role::opening;
  if (token == kEndToken) double_open_ = single_open_ = backtick_open_ = false;
}

}  // namespace glassgpt
