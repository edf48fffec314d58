#include <cstddef>
#include <optional>
#include <utility>

#include "../base/error.h"
#include "../base/json_events.h"
#include "dataset_formats.h"
#include "utf8.h"

namespace glassgpt {

namespace {

using Json = nlohmann::json;

constexpr std::string_view kShape =
    R"(write ["a text", "another text"] or [{"prompt": "a question", "answer": "its answer"}])";

/// Takes examples from the parser's events one by one, so that no tree is built and any value out of place, nested as
/// deep as it may be, ends the reading where it begins.
class ExampleReader : public nlohmann::json_sax<Json> {
 public:
  ExampleReader(std::string_view name, std::string_view bytes) : name_(name), bytes_(bytes) {}

  std::vector<Example> read() {
    // No JSON text holds a zero byte, but the parser takes one for the end of the file.
    if (const std::size_t zero = bytes_.find('\0'); zero != std::string_view::npos) fail_syntax(zero + 1);
    const char* at = bytes_.data();
    parse_json_events(at, at + bytes_.size(), *this);
    return std::move(examples_);
  }

  bool null() override { wrong_type("null"); }
  bool boolean(bool /*value*/) override { wrong_type("true or false"); }
  bool number_integer(number_integer_t /*value*/) override { wrong_type("a number"); }
  bool number_unsigned(number_unsigned_t /*value*/) override { wrong_type("a number"); }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { wrong_type("a number"); }
  bool binary(binary_t& /*value*/) override { wrong_type("binary data"); }

  bool string(string_t& value) override {
    switch (place_) {
      case Place::array:
        check_kind(Kind::texts, "a string");
        examples_.push_back(make_text_example(std::move(value), record()));
        return true;
      case Place::object:
        *member_ = std::move(value);
        return true;
      case Place::before:
      case Place::after:
        wrong_type("a string");
    }
    return false;
  }

  bool start_array(std::size_t /*elements*/) override {
    if (place_ != Place::before) wrong_type("an array");
    place_ = Place::array;
    return true;
  }

  bool end_array() override {
    place_ = Place::after;
    return true;
  }

  bool start_object(std::size_t /*elements*/) override {
    if (place_ != Place::array) wrong_type("an object");
    check_kind(Kind::chats, "an object");
    prompt_.reset();
    answer_.reset();
    place_ = Place::object;
    return true;
  }

  bool key(string_t& name) override {
    if (name != "prompt" && name != "answer") {
      throw Error(record(), in_quotes(name) + " is not a member it can have", R"(write only "prompt" and "answer")");
    }
    member_ = name == "prompt" ? &prompt_ : &answer_;
    if (*member_) throw Error(record(), in_quotes(name) + " stands twice", "write it once");
    return true;
  }

  bool end_object() override {
    if (!prompt_ || !answer_) {
      throw Error(record(), std::string(prompt_ ? R"("answer")" : R"("prompt")") + " is missing",
                  R"(write {"prompt": "a question", "answer": "its answer"})");
    }
    examples_.push_back(make_chat_example(std::move(*prompt_), std::move(*answer_), record()));
    place_ = Place::array;
    return true;
  }

  /// @param position  bytes read, the faulty one included
  bool parse_error(std::size_t position, const std::string& /*token*/, const Json::exception& error) override {
    constexpr int number_too_large = 406;
    if (error.id == number_too_large) wrong_type("a number");
    if (place_ == Place::after) {
      fail_at(position, "something follows the end of the array", "take it out, or put it into the array");
    }
    if (position > bytes_.size()) {
      fail_at(bytes_.size(), "the file ends before its array does", "close what is open and end the file in ]");
    }
    if (closes_after_comma(position)) {
      fail_at(position, "a comma stands before the closing bracket", "take the comma out");
    }
    fail_syntax(position);
  }

 private:
  enum class Place { before, array, object, after };  ///< in relation to the outermost array and its objects
  enum class Kind { texts, chats };

  [[nodiscard]] std::string record() const {
    return std::string(name_) + ", record " + std::to_string(examples_.size() + 1);
  }

  [[noreturn]] void wrong_type(std::string_view found) const {
    if (place_ == Place::object) {
      throw Error(record(),
                  "expected a string as " + std::string(member_ == &prompt_ ? R"("prompt")" : R"("answer")") +
                      ", found " + std::string(found),
                  "write it in double quotes");
    }
    if (place_ == Place::array) {
      throw Error(record(), "expected a string or an object, found " + std::string(found), kShape);
    }
    throw Error(name_, "expected an array of examples, found " + std::string(found), kShape);
  }

  /// Throws where the kind changes.
  void check_kind(Kind kind, std::string_view found) {
    if (examples_.empty()) kind_ = kind;
    if (kind == kind_) return;
    throw Error(record(),
                "expected " + std::string(kind_ == Kind::texts ? "a string" : "an object") +
                    " like the records before it, found " + std::string(found),
                "keep texts, and prompts with answers, in files of their own");
  }

  [[nodiscard]] bool closes_after_comma(std::size_t position) const {
    const char found = bytes_[position - 1];
    if (found != ']' && found != '}') return false;
    const std::string_view before = bytes_.substr(0, position - 1);
    const std::size_t last = before.find_last_not_of(" \t\r\n");
    return last != std::string_view::npos && before[last] == ',';
  }

  [[noreturn]] void fail_syntax(std::size_t position) const {
    fail_at(position, "the file is not valid JSON here", kShape);
  }

  [[noreturn]] void fail_at(std::size_t position, std::string_view what, std::string_view remedy) const {
    const TextPlace place = place_at(bytes_, position - 1);
    throw Error(std::string(name_) + ", line " + std::to_string(place.line) + ", byte " + std::to_string(place.byte),
                what, remedy);
  }

  std::string_view name_;
  std::string_view bytes_;
  std::vector<Example> examples_;
  Place place_ = Place::before;
  Kind kind_ = Kind::texts;
  std::optional<std::string> prompt_;
  std::optional<std::string> answer_;
  std::optional<std::string>* member_ = nullptr;  ///< whose value comes next
};

}  // namespace

std::vector<Example> read_json_examples(std::string_view bytes, FileReport& report) {
  report.format = DataFormat::json;
  std::vector<Example> examples = ExampleReader(report.name, bytes).read();
  if (!examples.empty() && examples.front().is_chat) report.taken_from = {"prompt", "answer"};
  return examples;
}

}  // namespace glassgpt
