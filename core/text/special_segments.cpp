#include "special_segments.h"

namespace glassgpt {

namespace {

/// Adds what stands between special tokens, without the spaces that belong to them.
void add_plain(std::string_view text, bool after_special, bool before_special, std::vector<Segment>& segments) {
  if (after_special && text.starts_with(' ')) text.remove_prefix(1);
  if (before_special && text.ends_with(' ')) text.remove_suffix(1);
  if (!text.empty()) segments.push_back({.text = text});
}

}  // namespace

std::size_t special_size(std::string_view text) {
  return text.starts_with(kUnknownToken) ? kUnknownToken.size() : text.starts_with(kEndToken) ? kEndToken.size() : 0;
}

std::vector<Segment> split_at_special_tokens(std::string_view text) {
  std::vector<Segment> segments;
  std::size_t begin = 0;  // of what no segment has yet
  for (std::size_t i = text.find('<'); i != std::string_view::npos; i = text.find('<', i + 1)) {
    const std::size_t size = special_size(text.substr(i));
    if (size == 0) continue;
    add_plain(text.substr(begin, i - begin), begin > 0, true, segments);
    segments.push_back({.text = text.substr(i, size), .is_special = true});
    begin = i + size;
  }
  add_plain(text.substr(begin), begin > 0, false, segments);
  return segments;
}

std::string SegmentDetokenizer::append(std::string_view token) {
  const bool is_special = is_special_token(token);
  std::string text = after_special_ || (is_special && !at_start_) ? " " : "";
  text += is_special ? std::string(token) : text_of(token);
  at_start_ = false;
  after_special_ = is_special;
  return text;
}

}  // namespace glassgpt
