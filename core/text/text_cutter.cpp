#include "text_cutter.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "ascii.h"

namespace glassgpt {

namespace {

constexpr std::array<std::string_view, 9> kSentenceEnds = {".", "!", "?", "…", "。", "！", "？", "।", "؟"};

}  // namespace

TextCutter::TextCutter(const Tokenizer& tokenizer, int max_seq_len)
    : tokenizer_(&tokenizer), longest_(static_cast<std::size_t>(max_seq_len) + 1) {}

std::size_t TextCutter::first_piece(std::span<const TokenId> rest, bool is_all) {
  if (rest.size() <= longest_) return is_all ? rest.size() : 0;
  // Of targets: every token of a piece but the first one.
  const std::size_t full = longest_ - 1;
  const std::size_t left = rest.size() - 1;
  if (!is_all && left < 2 * full) return 0;
  const std::size_t half = full / 2;
  const std::size_t most = std::max<std::size_t>(std::min(full, left - half), 1);
  for (std::size_t last = most; last > half; --last) {
    if (ends_sentence(rest[last], rest[last + 1])) return last + 1;
  }
  return most + 1;
}

/// A full stop before a digit is a decimal point.
bool TextCutter::ends_sentence(TokenId id, TokenId next) {
  if (ends_sentence_.empty()) look_at_tokens();
  return ends_sentence_[static_cast<std::size_t>(id)] != 0 && begins_with_digit_[static_cast<std::size_t>(next)] == 0;
}

void TextCutter::look_at_tokens() {
  for (TokenId id = 0; id < tokenizer_->size(); ++id) {
    std::string text = tokenizer_->decode({&id, 1});
    const std::size_t first = text.find_first_not_of(' ');
    text.erase(0, std::min(first, text.size()));
    ends_sentence_.push_back(std::find(kSentenceEnds.begin(), kSentenceEnds.end(), text) != kSentenceEnds.end() ? 1
                                                                                                                : 0);
    begins_with_digit_.push_back(first == 0 && is_digit(text.front()) ? 1 : 0);
  }
}

}  // namespace glassgpt
