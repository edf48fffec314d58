#include "text_parts.h"

#include <algorithm>
#include <utility>

#include "ascii.h"
#include "utf8.h"

namespace glassgpt {

namespace {

/// Bytes of an example, as its file has it.
std::size_t size_of(const Example& example) {
  return example.text.size() + example.prompt.size() + example.answer.size();
}

/// Where the part of a text that begins at `begin` ends. Not behind a `>`: a space after a special token belongs to it.
std::size_t part_end(std::string_view text, std::size_t begin) {
  for (std::size_t i = begin + TextParts::kPartBytes; i < text.size(); ++i) {
    if (is_space(text[i]) && !is_space(text[i - 1]) && text[i - 1] != '>') return i;
  }
  return text.size();
}

}  // namespace

TextParts::TextParts(std::vector<const Dataset*> datasets) : datasets_(std::move(datasets)) {
  for (const Dataset* dataset : datasets_) {
    for (const Example& example : dataset->examples) bytes_ += size_of(example);
  }
}

bool TextParts::next() {
  if (dataset_ == datasets_.size()) return false;
  if (ends_example()) {
    if (begun_) {
      bytes_before_ += size_of(example());
      example_ += 1;
    }
    begun_ = true;
    while (dataset_ < datasets_.size() && example_ == datasets_[dataset_]->examples.size()) {
      dataset_ += 1;
      example_ = 0;
    }
    if (dataset_ == datasets_.size()) return false;
    text_ = example().training_text();
    end_ = 0;
    // So that the byte that an error names is that of the text, and not of a part.
    if (text_.size() > kPartBytes) check_well_formed(text_, where());
  }
  begin_ = end_;
  end_ = part_end(text_, begin_);
  return true;
}

std::string TextParts::where() const {
  return datasets_[dataset_]->name + ", example " + std::to_string(example_ + 1);
}

std::size_t TextParts::bytes_done() const {
  return bytes_before_ + (begun_ && dataset_ < datasets_.size() ? std::min(end_, size_of(example())) : 0);
}

}  // namespace glassgpt
