#include "text_parts.h"

#include <algorithm>
#include <utility>

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

TextParts::TextParts(std::vector<const Dataset*> datasets) : datasets_(std::move(datasets)) {
  for (const Dataset* dataset : datasets_) bytes_ += dataset->examples.bytes();
}

bool TextParts::next() {
  if (dataset_ == datasets_.size()) return false;
  if (ends_example()) {
    if (begun_) {
      bytes_before_ += examples().text_size(example_);
      example_ += 1;
    }
    begun_ = true;
    while (dataset_ < datasets_.size() && example_ == examples().size()) {
      dataset_ += 1;
      example_ = 0;
    }
    if (dataset_ == datasets_.size()) return false;
    begin_example();
  }
  begin_ = end_;
  end_ = part_end(text_, begin_);
  return true;
}

void TextParts::begin_example() {
  where_.assign(datasets_[dataset_]->name).append(", example ").append(std::to_string(example_ + 1));
  examples().read_training_text(example_, text_);
  end_ = 0;
  // So that the byte that an error names is that of the text, and not of a part.
  if (text_.size() > kPartBytes) check_well_formed(text_, where_);
}

Message TextParts::place() const {
  return {words::at_example, {{"name", datasets_[dataset_]->name}, {"example", example_ + 1}}};
}

std::string_view TextParts::chat_prompt() const {
  return std::string_view(text_).substr(0, examples().chat_prompt_size(example_));
}

std::size_t TextParts::bytes_done() const {
  return bytes_before_ + (begun_ && dataset_ < datasets_.size() ? std::min(end_, examples().text_size(example_)) : 0);
}

}  // namespace glassgpt
