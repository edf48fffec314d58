#include "csv_records.h"

#include <algorithm>

#include "../base/error.h"
#include "ascii.h"
#include "file_text.h"
#include "known_names.h"

namespace glassgpt {

namespace {

constexpr std::string_view kSeparators = ",;\t|";

/// The fields of one line, where nothing is too wrong to be guessed at.
std::vector<std::string> split_line(std::string_view line, char separator) {
  std::vector<std::string> fields(1);
  bool in_quotes = false;
  for (const char c : line) {
    if (c == '"') {
      in_quotes = !in_quotes;
    } else if (c == separator && !in_quotes) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

/// The separator of a first record that is no header: what follows a quoted field; else the usual one if it is there;
/// else the first that is.
char separator_in(std::string_view line, char usual) {
  std::string found;
  bool in_quotes = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') in_quotes = !in_quotes;
    if (in_quotes || kSeparators.find(line[i]) == std::string_view::npos) continue;
    if (i > 0 && line[i - 1] == '"') return line[i];
    found += line[i];
  }
  return found.empty() || found.find(usual) != std::string::npos ? usual : found.front();
}

}  // namespace

CsvReader::CsvReader(std::string_view name, FileText& file, char separator)
    : name_(name), file_(file), separator_(separator) {}

bool CsvReader::next(CsvRecord& record) {
  for (;;) {
    const std::size_t line = line_;
    rest_ = file_.rest();
    while (skip_line_end()) {
    }
    const std::size_t blank_lines = line_ - line;
    const bool found = !rest_.empty();
    if (found) read_record(record);
    // What ends where that ends which there is of the file may go on.
    if (!rest_.empty() || !file_.read_more()) {
      file_.pass(file_.rest().size() - rest_.size());
      blank_lines_ += blank_lines;
      return found;
    }
    line_ = line;
  }
}

/// The record at the beginning of the rest.
void CsvReader::read_record(CsvRecord& record) {
  record.line = line_;
  std::size_t count = 0;
  do {
    if (record.fields.size() == count) record.fields.emplace_back();
    std::string& field = record.fields[count++];
    field.clear();
    rest_.starts_with('"') ? quoted_field(field) : plain_field(field);
  } while (skip(separator_));
  record.fields.resize(count);
  skip_line_end();
}

void CsvReader::plain_field(std::string& field) {
  std::size_t size = 0;
  while (size < rest_.size() && rest_[size] != separator_ && rest_[size] != '"' && rest_[size] != '\n' &&
         rest_[size] != '\r') {
    ++size;
  }
  field = rest_.substr(0, size);
  rest_.remove_prefix(size);
  if (!at_field_end()) {
    fail(line_, words::quote_within, words::quote_whole_field);
  }
}

void CsvReader::quoted_field(std::string& field) {
  const std::size_t first_line = line_;
  skip('"');
  do {
    std::size_t size = rest_.find('"');
    while (size == std::string_view::npos) {
      const std::size_t before = file_.rest().size() - rest_.size();
      if (file_.read_more()) {
        rest_ = file_.rest().substr(before);
        size = rest_.find('"');
        continue;
      }
      fail(first_line, words::quote_open, words::close_quote);
    }
    LineReader lines(rest_.substr(0, size));
    while (lines.more()) lines.next();
    const bool ends_line = size > 0 && (rest_[size - 1] == '\n' || rest_[size - 1] == '\r');
    line_ += lines.line() - (lines.line() > 0 && !ends_line ? 1 : 0);
    field += rest_.substr(0, size);
    rest_.remove_prefix(size + 1);
    if (rest_.starts_with('"')) field += '"';  // two quotes stand for one
  } while (skip('"'));
  if (!at_field_end()) {
    fail(line_, words::text_after_quote, words::write_quotes_twice);
  }
}

bool CsvReader::at_line_end() const {
  return rest_.empty() || rest_[0] == '\n' || rest_[0] == '\r';
}

bool CsvReader::at_field_end() const {
  return at_line_end() || rest_[0] == separator_;
}

bool CsvReader::skip(char expected) {
  if (!rest_.starts_with(expected)) return false;
  rest_.remove_prefix(1);
  return true;
}

bool CsvReader::skip_line_end() {
  if (rest_.empty() || !at_line_end()) return false;
  rest_.remove_prefix(rest_.starts_with("\r\n") ? 2 : 1);
  ++line_;
  return true;
}

void CsvReader::fail(std::size_t line, const Words& what, const Words& remedy) const {
  throw Error({words::at_line, {{"name", name_}, {"line", line}}}, what, remedy);
}

CsvBeginning csv_beginning(std::string_view text, char usual) {
  LineReader lines(text);
  const auto next_line = [&] {
    std::string_view line;
    while (line.empty() && lines.more()) line = lines.next();
    return line;
  };
  CsvBeginning beginning;
  beginning.separator = usual;
  std::string_view line = next_line();
  constexpr std::string_view separator_line = "sep=";
  if (line.size() == separator_line.size() + 1 && is_name(line.substr(0, separator_line.size()), separator_line)) {
    beginning.names_separator = true;
    beginning.separator = line.back();
    line = next_line();
  }
  const std::string_view candidates =
      beginning.names_separator ? std::string_view(&beginning.separator, 1) : kSeparators;
  constexpr std::size_t longest_header = 4096;  // a longer line is text, which need not be split to see that
  KnownFields found;
  for (const char separator : line.size() <= longest_header ? candidates : "") {
    std::vector<std::string> names = split_line(line, separator);
    const KnownFields fields = known_fields(names);
    if (!fields.is_chat() && (!fields.text || found.text)) continue;
    beginning.separator = separator;
    beginning.header = std::move(names);
    found = fields;
    if (fields.is_chat()) break;
  }
  if (beginning.header.empty() && !beginning.names_separator) {
    beginning.separator = separator_in(line.substr(0, longest_header), usual);
  }
  return beginning;
}

}  // namespace glassgpt
