#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../base/words.h"
#include "file_text.h"

namespace glassgpt {

struct CsvRecord {
  std::vector<std::string> fields;
  std::size_t line = 1;  ///< on which it begins
};

/// Takes a file apart as RFC 4180 has it, with any separator. Lines may end in LF or CR alone, and those without any
/// character are passed over.
class CsvReader {
 public:
  /// @param name  the file's, for messages
  /// @param file  to outlive this; what was read of it is passed over
  CsvReader(std::string_view name, FileText& file, char separator);

  /// Reads the next record into one that it may find room in. @return whether there was one
  /// @throws Error that names the line of bad quoting
  bool next(CsvRecord& record);

  /// Lines without any character so far.
  [[nodiscard]] std::size_t blank_lines() const { return blank_lines_; }

 private:
  void read_record(CsvRecord& record);
  void plain_field(std::string& field);
  void quoted_field(std::string& field);
  [[nodiscard]] bool at_line_end() const;
  [[nodiscard]] bool at_field_end() const;
  bool skip(char expected);
  bool skip_line_end();
  [[noreturn]] void fail(std::size_t line, const Words& what, const Words& remedy) const;

  std::string_view name_;
  FileText& file_;
  std::string_view rest_;  ///< of what there is of the file
  char separator_;
  std::size_t line_ = 1;
  std::size_t blank_lines_ = 0;
};

/// What the beginning of a CSV file tells.
struct CsvBeginning {
  char separator = ',';             ///< between columns
  bool names_separator = false;     ///< whether a line `sep=…` stands before everything, as Excel has it
  std::vector<std::string> header;  ///< the names of the columns; empty if the first record names none that is known
};

/// Recognises the separator (comma, semicolon, tab or bar) by a header with known names, by a line `sep=;` before it,
/// or by what stands in the first record. Throws nothing.
/// @param usual  the separator to prefer where that leaves a choice
CsvBeginning csv_beginning(std::string_view text, char usual);

}  // namespace glassgpt
