#include "json_events.h"

#include <cstddef>
#include <iterator>

namespace glassgpt {

namespace {

/// The text as the parser reads it, byte by byte. Its copies share their place, so that it can be moved from outside.
class TextIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  explicit TextIterator(pointer& at) : at_(&at) {}

  reference operator*() const { return **at_; }
  TextIterator& operator++() {
    ++*at_;
    return *this;
  }
  bool operator==(const TextIterator& other) const { return *at_ == *other.at_; }

 private:
  pointer* at_;
};

}  // namespace

void parse_json_events(const char*& at, const char* end, nlohmann::json_sax<nlohmann::json>& events) {
  nlohmann::json::sax_parse(TextIterator(at), TextIterator(end), &events);
}

}  // namespace glassgpt
