#include "text_parts.h"

#include <algorithm>

#include "ascii.h"
#include "utf8.h"

namespace glassgpt {

namespace {

/// Where the part of a text that begins at `begin` ends. Not behind a `>`: a space after a special token belongs to it.
std::size_t part_end(std::string_view text, std::size_t begin) {
  for (std::size_t i = begin + TextParts::kPartBytes; i < text.size(); ++i) {
    if (is_space(text[i]) && !is_space(text[i - 1]) && text[i - 1] != '>') return i;
  }
  return text.size();
}

}  // namespace

TextParts::TextParts(const std::vector<const Dataset*>& datasets) {
  for (const Dataset* dataset : datasets) {
    ranges_.push_back(all_examples(*dataset));
    bytes_ += ranges_.back().bytes;
  }
}

bool TextParts::next() {
  if (range_ == ranges_.size()) return false;
  if (ends_example()) {
    if (begun_) {
      bytes_before_ += examples().text_size(example_);
      example_ += 1;
    }
    begun_ = true;
    while (range_ < ranges_.size() && example_ == ranges_[range_].end) {
      range_ += 1;
      example_ = range_ < ranges_.size() ? ranges_[range_].first : 0;
    }
    if (range_ == ranges_.size()) return false;
    begin_example();
  }
  begin_ = end_;
  end_ = part_end(text_, begin_);
  if (begin_ < prompt_size_) end_ = std::min(end_, prompt_size_);
  return true;
}

void TextParts::begin_example() {
  where_.assign(ranges_[range_].dataset->name).append(", example ").append(std::to_string(example_ + 1));
  examples().read_training_text(example_, text_);
  prompt_size_ = is_chat() ? examples().chat_prompt_size(example_) : 0;
  end_ = 0;
  // So that the byte that an error names is that of the text, and not of a part.
  if (is_chat() || text_.size() > kPartBytes) check_well_formed(text_, where_);
}

Message TextParts::place() const {
  return {words::at_example, {{"name", ranges_[range_].dataset->name}, {"example", example_ + 1}}};
}

std::size_t TextParts::bytes_done() const {
  return bytes_before_ + (begun_ && range_ < ranges_.size() ? std::min(end_, examples().text_size(example_)) : 0);
}

}  // namespace glassgpt
