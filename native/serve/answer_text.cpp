#include "native/serve/answer_text.h"

#include <algorithm>
#include <utility>

#include "core/text/dataset_formats.h"

namespace glassgpt {

namespace {

/// How many bytes at the end of a text may be the beginning of a stop text.
std::size_t possible_beginning(std::string_view text, std::string_view stop) {
  for (std::size_t length = std::min(text.size(), stop.size() - 1); length > 0; --length) {
    if (stop.starts_with(text.substr(text.size() - length))) return length;
  }
  return 0;
}

}  // namespace

std::string AnswerText::add(std::string_view text) {
  if (stopped_) return {};
  held_back_ += is_chat_ && is_first_ ? trimmed(text) : text;
  is_first_ = false;
  std::size_t certain = held_back_.size();
  for (const std::string& stop : stops_) {
    if (const std::size_t found = held_back_.find(stop); found != std::string::npos) {
      stopped_ = true;
      certain = std::min(certain, found);
    }
  }
  if (!stopped_) {
    for (const std::string& stop : stops_) {
      certain = std::min(certain, held_back_.size() - possible_beginning(held_back_, stop));
    }
  }
  std::string part = held_back_.substr(0, certain);
  held_back_.erase(0, certain);
  return part;
}

std::string AnswerText::rest() {
  return stopped_ ? std::string() : std::exchange(held_back_, {});
}

}  // namespace glassgpt
