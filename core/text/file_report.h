#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace glassgpt {

/// How a file writes its examples.
enum class DataFormat {
  text,        ///< one a line
  csv,         ///< one a record, as RFC 4180 has them
  json,        ///< one value for the whole file
  json_lines,  ///< one value a line
};

/// "text", "csv", "json" or "json_lines".
std::string_view format_name(DataFormat format);

/// How a file's characters are bytes.
enum class CharacterEncoding { utf8, utf16_le, utf16_be };

/// "UTF-8", "UTF-16LE" or "UTF-16BE".
std::string_view encoding_name(CharacterEncoding encoding);

/// What a file was taken for and what was read of it, so that nobody has to guess. Nothing is left out of a dataset
/// that is not counted or named here.
struct FileReport {
  /// Names in `left_out` at most.
  static constexpr std::size_t kMostNamed = 8;

  std::string name;  ///< the file's
  DataFormat format = DataFormat::text;
  CharacterEncoding encoding = CharacterEncoding::utf8;
  char separator = '\0';    ///< between the columns of CSV; 0 where there is only one, and in other formats
  std::size_t columns = 0;  ///< of CSV without a known header: those of every record, or 0 if they differ

  /// The columns or members that the examples were taken from, as the file writes them. Empty where examples have no
  /// name: lines, strings, and the records of CSV without a known header.
  std::vector<std::string> taken_from;
  std::vector<std::string> left_out;  ///< other columns or members, in order; the first of them if there are many
  bool more_left_out = false;         ///< whether there are others still

  std::size_t texts = 0;         ///< examples that are texts
  std::size_t questions = 0;     ///< examples that are questions with answers
  std::size_t system_texts = 0;  ///< chat messages by nobody who speaks, left out
  std::size_t tool_texts = 0;    ///< chat messages by programs, left out
  std::size_t unanswered = 0;    ///< chat messages of the user that no answer follows, left out
  std::size_t unasked = 0;       ///< answers among chat messages that no question stands before, left out
  std::size_t blank_lines = 0;   ///< lines and records that hold nothing but white space, passed over
};

/// One sentence without its end: "412 questions with answers, from `question`/`answer`, separated by `;`". The file's
/// name is not in it.
std::string summary_of(const FileReport& report);

}  // namespace glassgpt
