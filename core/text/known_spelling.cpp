#include "known_spelling.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <vector>

#include "ascii.h"
#include "normalization.h"
#include "utf8.h"

namespace glassgpt {

namespace {

// From so many letters on, a word is taken for another one that differs in so many.
constexpr std::size_t kLettersForOne = 4;
constexpr std::size_t kLettersForTwo = 8;

/// Characters that people write for each other, by what stands for all of them.
struct Likes {
  char32_t common;
  std::u32string_view others;
};
constexpr Likes kLikes[] = {{U'\'', U"’‘‚‛‹›′`´"}, {U'"', U"“”„‟«»″「」『』"},
                            {U'-', U"–—‐‑‒―−"},    {U'.', U"。｡"},
                            {U',', U"、､،"},       {U'?', U"؟"},
                            {U';', U"؛"},          {U'*', U"•·・"}};

/// What spellings of one word have in common.
std::u32string common_form(std::string_view word) {
  const bool is_ascii =
      std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const std::string lower = is_ascii ? std::string(word) : to_lower_case(word);
  std::u32string form;
  for (std::string_view rest = lower; !rest.empty();) {
    const Utf8Character next = first_character(rest);
    char32_t c = next.code < 0x80 ? static_cast<char32_t>(to_lower(static_cast<char>(next.code))) : next.code;
    for (const Likes& likes : kLikes) {
      if (likes.others.find(c) != std::u32string_view::npos) c = likes.common;
    }
    form += c;
    rest.remove_prefix(next.size);
  }
  return form;
}

/// Letters to put in, take out, change or swap with the next, to make one word of another (optimal string alignment).
std::size_t edit_distance(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> before;
  std::vector<std::size_t> last(b.size() + 1);
  std::iota(last.begin(), last.end(), 0U);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.size()];
}

bool has_digit(std::u32string_view form) {
  return std::any_of(form.begin(), form.end(), [](char32_t c) { return c >= U'0' && c <= U'9'; });
}

}  // namespace

std::string known_spelling(const Tokenizer& tokenizer, std::string_view unknown) {
  const std::u32string sought = common_form(unknown);
  // Another number is another word.
  std::size_t most = has_digit(sought)                 ? 0
                     : sought.size() >= kLettersForTwo ? 2
                     : sought.size() >= kLettersForOne ? 1
                                                       : 0;
  std::optional<TokenId> nearest;
  for (TokenId id = kEndId + 1; id < tokenizer.size(); ++id) {
    const std::u32string form = common_form(tokenizer.token(id));
    if (form == sought) return tokenizer.token(id);
    const std::size_t difference = std::max(form.size(), sought.size()) - std::min(form.size(), sought.size());
    if (most == 0 || difference > most || has_digit(form)) continue;
    const std::size_t distance = edit_distance(form, sought);
    // Of equally near ones that which begins alike, in the same case too, and then the first, which is the most
    // frequent.
    const auto begins_alike = [&](TokenId token) { return tokenizer.token(token).front() == unknown.front(); };
    if (distance < most || (distance == most && (!nearest || (begins_alike(id) && !begins_alike(*nearest))))) {
      nearest = id;
      most = distance;
    }
  }
  return nearest ? tokenizer.token(*nearest) : "";
}

}  // namespace glassgpt
