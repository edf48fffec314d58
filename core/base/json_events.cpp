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

  explicit TextIterator(JsonText* text) : text_(text) {}

  reference operator*() const { return *text_->at; }
  TextIterator& operator++() {
    ++text_->at;
    return *this;
  }
  /// Whether nothing is left, as the only other one is that of the end.
  bool operator==(const TextIterator& /*end*/) const {
    return text_->at == text_->end && (!text_->more || !text_->more(*text_));
  }

 private:
  JsonText* text_;
};

}  // namespace

void parse_json_events(JsonText& text, nlohmann::json_sax<nlohmann::json>& events) {
  nlohmann::json::sax_parse(TextIterator(&text), TextIterator(&text), &events);
}

}  // namespace glassgpt
