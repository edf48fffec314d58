#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "file_section.h"

namespace glassgpt {

/// Writes JSON text to the end of a file's sections. It puts in commas and white space; that every bracket is closed
/// and every value of an object has its key is up to the caller.
class JsonWriter {
 public:
  /// How the text is spread out.
  enum class Layout {
    compact,   ///< without white space
    indented,  ///< a value a line, two spaces for each level
  };

  /// @param file  with at least one section; to outlive the writer
  JsonWriter(FileSections& file, Layout layout) : file_(&file), layout_(layout) {}

  /// The key of the value that is written next.
  JsonWriter& key(std::string_view name);

  /// An object, whose keys and values follow.
  void begin_object() { begin("{"); }
  /// After the last of them.
  void end_object() { end("}"); }
  /// An array, whose values follow.
  void begin_array() { begin("["); }
  /// After the last of them.
  void end_array() { end("]"); }

  /// A string. @param text  well-formed UTF-8
  void string(std::string_view text);
  /// A whole number.
  void integer(std::integral auto number) { plain(std::to_string(number)); }
  /// A finite number.
  void number(double number);
  /// `true` or `false`.
  void boolean(bool truth) { plain(truth ? "true" : "false"); }

  /// A value that holds an array's numbers, with the text around them.
  void numbers(std::string_view before, NumberArray numbers, std::string_view after);

  /// Begins a string that holds as JSON text what is written until end_text().
  void begin_text();
  /// After that text.
  void end_text();

 private:
  void begin(std::string_view bracket);
  void end(std::string_view bracket);
  void plain(std::string_view value);
  void separate();
  void emit(std::string_view text);
  void begin_line();

  FileSections* file_;
  Layout layout_;
  int level_ = 0;
  bool after_value_ = false;  ///< in the innermost bracket: a comma belongs before the next one
  bool after_key_ = false;
  bool in_text_ = false;  ///< between begin_text() and end_text()
};

}  // namespace glassgpt
