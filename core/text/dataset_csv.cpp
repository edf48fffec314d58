#include <algorithm>
#include <cstddef>
#include <utility>

#include "../base/error.h"
#include "csv_records.h"
#include "dataset_formats.h"
#include "known_names.h"
#include "utf8.h"

namespace glassgpt {

namespace {

/// What a separator is called.
const Words& name_of(char separator) {
  switch (separator) {
    case ',':
      return words::comma;
    case ';':
      return words::semicolon;
    case '\t':
      return words::tab;
    default:
      return words::separator;
  }
}

/// Makes examples of records as they come.
class CsvExamples {
 public:
  CsvExamples(const CsvBeginning& beginning, FileReport& report)
      : beginning_(beginning), fields_(known_fields(beginning.header)), report_(report) {
    const std::vector<std::string>& names = beginning.header;
    for (const auto& field : {fields_.prompt, fields_.addition, fields_.answer, fields_.text}) {
      if (field) report_.taken_from.push_back(trimmed(names[*field]));
    }
    used_.resize(names.size());
  }

  void add(CsvRecord& record) {
    ++records_;
    if (std::all_of(record.fields.begin(), record.fields.end(), is_blank)) {
      ++report_.blank_lines;
      return;
    }
    const auto where = [&] {
      return Message(words::at_record_and_line, {{"name", report_.name}, {"record", records_}, {"line", record.line}});
    };
    std::vector<std::string>& fields = record.fields;
    const std::size_t columns = beginning_.header.size();
    if (columns < 2) {  // without names, or the only one is that of texts
      count_columns(fields.size());
      examples.push_back(make_text_example(joined(fields), where));
      return;
    }
    while (fields.size() > columns && is_blank(fields.back())) fields.pop_back();
    if (fields.size() != columns) fail_columns(where(), fields.size());
    for (std::size_t i = 0; i < columns; ++i) {
      if (!used_[i]) used_[i] = !is_blank(fields[i]);
    }
    if (fields_.text) {
      examples.push_back(make_text_example(std::move(fields[*fields_.text]), where));
      return;
    }
    std::string prompt = std::move(fields[*fields_.prompt]);
    if (fields_.addition) prompt = with_addition(std::move(prompt), fields[*fields_.addition]);
    examples.push_back(make_chat_example(std::move(prompt), std::move(fields[*fields_.answer]), where));
  }

  /// Completes the report. Columns without a name are told by their number, if there is anything in them.
  void finish() {
    const std::vector<std::string>& names = beginning_.header;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i == fields_.prompt || i == fields_.addition || i == fields_.answer || i == fields_.text) continue;
      const std::string name = trimmed(names[i]);
      if (!name.empty()) leave_out(report_, name);
      if (name.empty() && used_[i]) leave_out(report_, "#" + std::to_string(i + 1));
    }
    if (names.empty()) report_.columns = columns_;
    if (names.size() > 1 || report_.columns > 1) report_.separator = beginning_.separator;
  }

  ExampleList examples;

 private:
  [[nodiscard]] std::string joined(const std::vector<std::string>& fields) const {
    std::string text = fields[0];
    for (std::size_t i = 1; i < fields.size(); ++i) text.append(1, beginning_.separator).append(fields[i]);
    return text;
  }

  void count_columns(std::size_t columns) {
    if (examples.empty()) columns_ = columns;
    if (columns != columns_) columns_ = 0;
  }

  [[noreturn]] void fail_columns(const Message& where, std::size_t found) const {
    std::vector<Message> names;
    for (const std::string& name : beginning_.header) names.emplace_back(in_quotes(trimmed(name)));
    throw Error(where, {words::columns_expected, {{"count", names.size()}, {"names", names}, {"found", found}}},
                {words::quote_field, {{"separator", name_of(beginning_.separator)}}});
  }

  const CsvBeginning& beginning_;
  KnownFields fields_;
  FileReport& report_;
  std::vector<bool> used_;   ///< of each column with a header, whether there is anything in it
  std::size_t records_ = 0;  ///< after the header
  std::size_t columns_ = 0;  ///< of all records; 0 if they differ
};

}  // namespace

bool has_chat_header(FileText& file) {
  const CsvBeginning beginning = csv_beginning(file.rest(), ',');
  if (!known_fields(beginning.header).is_chat()) return false;
  bool found = true;
  try {
    FileText head("", file.rest());
    CsvReader reader("", head, beginning.separator);
    CsvRecord record;
    if (beginning.names_separator) reader.next(record);
    for (int records = 0; records < 2 && found; ++records) {
      found = reader.next(record) && record.fields.size() == beginning.header.size();
    }
    if (!head.rest().empty()) return found;
  } catch (const Error&) {
    found = false;
  }
  return file.read_more() ? has_chat_header(file) : found;  // what there is of it ends too early to tell
}

ExampleList read_csv_examples(FileText& file, char usual_separator, FileReport& report) {
  report.format = DataFormat::csv;
  const CsvBeginning beginning = csv_beginning(file.rest(), usual_separator);
  CsvReader reader(report.name, file, beginning.separator);
  CsvExamples read(beginning, report);
  CsvRecord record;
  if (beginning.names_separator) reader.next(record);
  if (!beginning.header.empty()) reader.next(record);
  while (reader.next(record)) read.add(record);
  report.blank_lines += reader.blank_lines();
  read.finish();
  return std::move(read.examples);
}

}  // namespace glassgpt
