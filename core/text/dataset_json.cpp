#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "../base/error.h"
#include "../base/json_events.h"
#include "chat_messages.h"
#include "dataset_formats.h"
#include "file_text.h"
#include "json_record.h"
#include "known_names.h"
#include "utf8.h"

namespace glassgpt {

namespace {

using Json = nlohmann::json;

/// Takes examples from the parser's events one by one, so that no tree is built and what is not needed is passed over,
/// nested as deep as it may be.
class JsonExamples : public nlohmann::json_sax<Json> {
 public:
  JsonExamples(FileText& file, bool lines, bool may_be_text, FileReport& report)
      : file_(file),
        lines_(lines),
        may_be_text_(may_be_text),
        report_(report),
        record_(report),
        chat_(examples_, report) {
    record_.place.lines = lines;
  }

  ExampleList read() {
    if (lines_) {
      read_lines();
    } else {
      const std::string_view text = file_.rest();
      JsonText json = {.at = text.data(), .end = text.data() + text.size(), .more = [this](JsonText& all) {
                         return read_more(all);
                       }};
      parse(json);
    }
    if (record_.shape() == JsonRecord::Shape::message) chat_.finish();
    return std::move(examples_);
  }

  bool null() override { return other(words::null); }
  bool boolean(bool /*value*/) override { return other(words::a_truth_value); }
  bool number_integer(number_integer_t /*value*/) override { return other(words::a_number); }
  bool number_unsigned(number_unsigned_t /*value*/) override { return other(words::a_number); }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return other(words::a_number); }
  bool binary(binary_t& /*value*/) override { return true; }  // JSON has none

  bool string(string_t& value) override {
    switch (place()) {
      case Place::file:
        if (!lines_) wrong_type(words::a_string);
        add_text(std::move(value));
        break;
      case Place::records:
        add_text(std::move(value));
        break;
      case Place::record:
        if (record_.value() != nullptr) record_.value()->text = std::move(value);
        break;
      case Place::messages:
        wrong_type(words::a_string);
      case Place::message:
        if (key_ == Key::role) {
          role_ = std::move(value);
        } else if (key_ == Key::content) {
          content_ = std::move(value);
        }
        break;
      case Place::parts:
        add_part(value);
        break;
      case Place::part:
        if (key_ == Key::content) add_part(value);
        break;
      case Place::wrapper:
      case Place::passed_over:
        break;
    }
    return true;
  }

  bool start_array(std::size_t /*elements*/) override {
    switch (place()) {
      case Place::file:
        if (lines_) wrong_type(words::an_array);
        return enter(Place::records);
      case Place::record:
        if (places_.size() == 1 && !lines_ && record_.begin_examples()) {
          places_.back() = Place::wrapper;
          kind_.reset();
          return enter(Place::records);
        }
        if (record_.begin_messages()) {
          message_ = 0;
          return enter(Place::messages);
        }
        return other(words::an_array) && enter(Place::passed_over);
      case Place::message:
        return enter(key_ == Key::content ? Place::parts : Place::passed_over);
      case Place::records:
      case Place::messages:
        wrong_type(words::an_array);
      default:
        return enter(Place::passed_over);
    }
  }

  bool end_array() override {
    if (place() == Place::messages) chat_.finish();
    return leave();
  }

  bool start_object(std::size_t /*elements*/) override {
    switch (place()) {
      case Place::file:
      case Place::records:
        check_kind(Kind::objects, words::an_object);
        record_.begin();
        record_.place.whole_file = places_.empty() && !lines_;
        return enter(Place::record);
      case Place::record:
        return other(words::an_object) && enter(Place::passed_over);
      case Place::messages:
        ++message_;
        role_.reset();
        content_.clear();
        return enter(Place::message);
      case Place::message:
        return other(words::an_object) && enter(Place::passed_over);
      case Place::parts:
        return enter(Place::part);
      default:
        return enter(Place::passed_over);
    }
  }

  bool key(string_t& name) override {
    switch (place()) {
      case Place::record:
        record_.begin_member(name);
        break;
      case Place::wrapper:
        leave_out(report_, name);
        break;
      case Place::message:
        key_ = is_role_name(name) ? Key::role : is_content_name(name) ? Key::content : Key::other;
        break;
      case Place::part:
        key_ = name == "text" ? Key::content : Key::other;
        break;
      default:
        break;
    }
    return true;
  }

  bool end_object() override {
    if (place() == Place::record) end_record();
    if (place() == Place::message) end_message();
    return leave();
  }

  /// @param position  bytes read of the part that is parsed, the faulty one included
  bool parse_error(std::size_t position, const std::string& /*token*/, const Json::exception& error) override {
    constexpr int number_too_large = 406;
    if (error.id == number_too_large) {
      if (place() != Place::file && place() != Place::records) {
        throw Error(record_.where(), words::number_too_large, words::quote_number);
      }
      wrong_type(words::a_number);
    }
    const std::size_t offset = position - 1 - offset_;
    const bool in_array = begins_ == '[';
    if (ended_) {
      if (in_array) fail_at(offset, words::after_array, words::put_into_array);
      if (lines_) fail_at(offset, words::after_line, words::one_value_a_line);
      fail_at(offset, words::after_object, words::objects_into_array);
    }
    if (offset >= part_.size()) {
      if (lines_) fail_at(offset - 1, words::line_ends_early, words::close_on_line);
      if (in_array) fail_at(offset - 1, words::array_ends_early, words::close_array);
      fail_at(offset - 1, words::object_ends_early, words::close_object);
    }
    if (closes_after_comma(offset)) {
      fail_at(offset, words::comma_before_end, words::take_comma_out);
    }
    fail_syntax(offset);
  }

 private:
  /// Where in the file the next value stands.
  enum class Place : unsigned char {
    file,         ///< outermost
    records,      ///< in the array of them
    record,       ///< in an object that is one
    wrapper,      ///< in an object around the array of records
    messages,     ///< in a record's array of them
    message,      ///< in an object that is one
    parts,        ///< in a message's array of them
    part,         ///< in an object that is one
    passed_over,  ///< in what is not needed
  };
  enum class Kind { strings, objects };
  enum class Key { role, content, other };

  [[nodiscard]] Place place() const { return places_.empty() ? Place::file : places_.back(); }

  bool enter(Place place) {
    places_.push_back(place);
    return true;
  }

  bool leave() {
    places_.pop_back();
    ended_ = places_.empty();
    return true;
  }

  void read_lines() {
    FileLines lines(file_);
    while (lines.next()) {
      const std::string_view line = lines.line();
      record_.place.number = lines.number();
      if (is_blank(line)) {
        ++report_.blank_lines;
      } else {
        JsonText json = {.at = line.data(), .end = line.data() + line.size()};
        parse(json);
      }
    }
  }

  void parse(JsonText& text) {
    part_ = std::string_view(text.at, static_cast<std::size_t>(text.end - text.at));
    check_part();
    offset_ = 0;
    begins_ = part_[std::min(part_.find_first_not_of(" \t\r\n"), part_.size() - 1)];
    places_.clear();
    ended_ = false;
    parse_json_events(text, *this);
  }

  /// Goes on with the next part of the file; the end of the one before stays, for what an error tells.
  bool read_more(JsonText& text) {
    constexpr std::size_t kept = 4096;
    const std::size_t gone = part_.size() - std::min(part_.size(), kept);
    file_.pass(gone);
    offset_ += gone;
    const std::size_t before = part_.size() - gone;
    const bool more = file_.read_more();
    part_ = file_.rest();
    text.at = part_.data() + before;
    text.end = part_.data() + part_.size();
    check_part();
    return more;
  }

  /// No JSON text holds a zero byte, but the parser takes one for its end.
  void check_part() const {
    if (const std::size_t zero = part_.find('\0'); zero != std::string_view::npos) fail_syntax(zero);
  }

  [[nodiscard]] Message message() const {
    return {words::at_message, {{"record", record_.where()}, {"message", message_}}};
  }

  // Records --------------------------------------------------------------------------------------------------------

  void add_text(std::string text) {
    check_kind(Kind::strings, words::a_string);
    examples_.push_back(make_text_example(std::move(text), [this] { return record_.where(); }));
    count_record();
    if (places_.empty()) ended_ = true;
  }

  /// A value that is no string.
  bool other(const Words& found) {
    switch (place()) {
      case Place::record:
        if (record_.value() != nullptr) record_.value()->found = &found;
        return true;
      case Place::message:
        if (key_ == Key::other || &found == &words::null) return true;
        throw Error(message(), expected(words::a_string, found), words::write_message);
      case Place::part:
      case Place::wrapper:
      case Place::passed_over:
        return true;
      default:
        wrong_type(found);
    }
  }

  static Message expected(const Words& expected, const Words& found) {
    return {words::expected_found, {{"expected", expected}, {"found", found}}};
  }

  [[noreturn]] void wrong_type(const Words& found) const {
    if (place() == Place::messages || place() == Place::parts) {
      throw Error(record_.where(), expected(words::a_message, found), words::write_message);
    }
    if (place() == Place::records || lines_) {
      throw Error(record_.where(), expected(words::a_string_or_object, found), shape());
    }
    throw Error(report_.name, expected(words::an_array_of_examples, found), words::write_examples);
  }

  /// How an example is written.
  [[nodiscard]] const Words& shape() const { return lines_ ? words::write_lines : words::write_examples; }

  /// Throws where the kind changes.
  void check_kind(Kind kind, const Words& found) {
    if (!kind_) kind_ = kind;
    if (kind == kind_) return;
    const Words& before = kind_ == Kind::strings ? words::a_string : words::an_object;
    throw Error(record_.where(), {words::expected_as_before, {{"expected", before}, {"found", found}}},
                words::separate_files);
  }

  void add_part(const std::string& part) {
    if (!content_.empty()) content_ += ' ';
    content_ += part;
  }

  void end_message() {
    if (!role_) throw Error(message(), words::role_missing, words::write_message);
    chat_.add(speaker(*role_, message()), std::move(content_));
  }

  static Speaker speaker(const std::string& role, const Message& where) {
    const auto speaker = speaker_named(role);
    if (!speaker) throw Error(where, {words::role_unknown, {{"role", in_quotes(role)}}}, words::write_role);
    return *speaker;
  }

  void end_record() {
    record_.end();
    const auto where = [this] { return record_.where(); };
    switch (record_.shape()) {
      case JsonRecord::Shape::chat: {
        std::string prompt = record_.prompt();
        examples_.push_back(make_chat_example(std::move(prompt), record_.answer(), where));
        break;
      }
      case JsonRecord::Shape::text:
        examples_.push_back(make_text_example(record_.text(), where));
        break;
      case JsonRecord::Shape::message: {
        const Speaker who = speaker(record_.role(), where());
        chat_.add(who, record_.content());
        break;
      }
      case JsonRecord::Shape::messages:
      case JsonRecord::Shape::unknown:
        break;
    }
    count_record();
  }

  void count_record() {
    if (!lines_) ++record_.place.number;
  }

  // Faults of the syntax -------------------------------------------------------------------------------------------

  // Their offsets are those of the part.

  [[nodiscard]] bool closes_after_comma(std::size_t offset) const {
    const char found = part_[offset];
    if (found != ']' && found != '}') return false;
    const std::string_view before = part_.substr(0, offset);
    const std::size_t last = before.find_last_not_of(" \t\r\n");
    return last != std::string_view::npos && before[last] == ',';
  }

  [[noreturn]] void fail_syntax(std::size_t offset) const {
    Message remedy = shape();
    if (may_be_text_) remedy = {words::or_plain_text, {{"remedy", remedy}}};
    fail_at(offset, lines_ ? words::line_not_json : words::file_not_json, remedy);
  }

  [[noreturn]] void fail_at(std::size_t offset, const Words& what, const Message& remedy) const {
    const TextPlace at = lines_ ? TextPlace{.line = record_.place.number, .byte = offset + 1} : file_.place(offset);
    throw Error({words::at_line_and_byte, {{"name", report_.name}, {"line", at.line}, {"byte", at.byte}}}, what,
                remedy);
  }

  FileText& file_;
  bool lines_;
  bool may_be_text_;
  FileReport& report_;
  ExampleList examples_;
  JsonRecord record_;
  ChatMessages chat_;

  std::string_view part_;      ///< that is parsed: a line, or what there is of the file
  std::size_t offset_ = 0;     ///< of the part, in the text that is parsed
  char begins_ = '\0';         ///< what that text begins with, after white space
  std::vector<Place> places_;  ///< that are open, the outermost first
  bool ended_ = false;         ///< whether the part's value has

  std::optional<Kind> kind_;  ///< of all records
  std::size_t message_ = 0;   ///< of the record, from 1
  Key key_ = Key::other;      ///< of a message or a part of it
  std::optional<std::string> role_;
  std::string content_;
};

}  // namespace

ExampleList read_json_examples(FileText& file, bool lines, bool may_be_text, FileReport& report) {
  report.format = lines ? DataFormat::json_lines : DataFormat::json;
  return JsonExamples(file, lines, may_be_text, report).read();
}

}  // namespace glassgpt
