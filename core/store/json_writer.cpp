#include "json_writer.h"

#include <cstddef>
#include <utility>

#include "../base/number_text.h"

namespace glassgpt {

namespace {

/// Appends text as it stands between the quotes of a JSON string.
void append_escaped(std::string& result, std::string_view text) {
  constexpr std::string_view kNamed = "\b\t\n\f\r\"\\";
  constexpr std::string_view kNames = "btnfr\"\\";
  for (const char c : text) {
    if (const std::size_t named = kNamed.find(c); named != std::string_view::npos) {
      result += '\\';
      result += kNames[named];
    } else if (const auto code = static_cast<unsigned char>(c); code < 0x20) {
      result.append(code < 0x10 ? "\\u000" : "\\u001");
      result += "0123456789abcdef"[code & 0xFU];
    } else {
      result += c;
    }
  }
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
  string(name);
  emit(layout_ == Layout::indented ? ": " : ":");
  after_key_ = true;
  return *this;
}

void JsonWriter::string(std::string_view text) {
  std::string quoted = "\"";
  append_escaped(quoted, text);
  quoted += '"';
  plain(quoted);
}

void JsonWriter::number(double number) {
  std::string text;
  append_number(text, number);
  plain(text);
}

void JsonWriter::numbers(std::string_view before, NumberArray numbers, std::string_view after) {
  plain(before);
  file_->back().numbers = std::move(numbers);
  file_->emplace_back();
  emit(after);
}

void JsonWriter::begin_text() {
  plain("\"");
  in_text_ = true;
  after_value_ = false;
}

void JsonWriter::end_text() {
  in_text_ = false;
  emit("\"");
}

void JsonWriter::begin(std::string_view bracket) {
  plain(bracket);
  ++level_;
  after_value_ = false;
}

void JsonWriter::end(std::string_view bracket) {
  --level_;
  if (after_value_) begin_line();
  emit(bracket);
  after_value_ = true;
}

/// A value, or the beginning of one, in its place.
void JsonWriter::plain(std::string_view value) {
  separate();
  emit(value);
  after_value_ = true;
}

void JsonWriter::separate() {
  if (std::exchange(after_key_, false)) return;
  if (after_value_) emit(",");
  if (level_ > 0) begin_line();
}

void JsonWriter::begin_line() {
  if (layout_ == Layout::compact) return;
  emit("\n");
  emit(std::string(static_cast<std::size_t>(2 * level_), ' '));
}

void JsonWriter::emit(std::string_view text) {
  if (in_text_) {
    append_escaped(file_->back().text, text);
  } else {
    file_->back().text += text;
  }
}

}  // namespace glassgpt
