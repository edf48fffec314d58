#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "../base/error.h"
#include "ascii.h"
#include "dataset_formats.h"

namespace glassgpt {

namespace {

struct Record {
  std::vector<std::string> fields;
  std::size_t line = 1;  ///< on which it begins
};

/// Takes a file apart as RFC 4180 has it. Lines may end in LF alone, and lines without any character are passed over.
class RecordReader {
 public:
  RecordReader(std::string_view name, std::string_view bytes) : name_(name), rest_(bytes) {}

  std::optional<Record> next() {
    while (skip("\n") || skip("\r\n")) ++line_;
    if (rest_.empty()) return std::nullopt;
    Record record{.fields = {}, .line = line_};
    do {
      record.fields.push_back(rest_.starts_with('"') ? quoted_field() : plain_field());
    } while (skip(","));
    return record;
  }

 private:
  std::string plain_field() {
    std::string field = take(std::min(rest_.find_first_of(",\"\r\n"), rest_.size()));
    if (at_field_end()) return field;
    if (rest_[0] == '"') {
      fail(line_, "a quote stands in a field that does not begin with one",
           "put the whole field in quotes and write each quote within it twice");
    }
    fail(line_, "a carriage return stands in the middle of a line", "end lines in LF or CR LF");
  }

  std::string quoted_field() {
    const std::size_t first_line = line_;
    std::string field;
    skip("\"");
    do {
      const std::size_t size = rest_.find('"');
      if (size == std::string_view::npos) {
        fail(first_line, "the quote that begins here has no end",
             "close it, and write each quote within a field twice");
      }
      const std::string part = take(size);
      line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
      field += part;
      skip("\"");
      if (rest_.starts_with('"')) field += '"';  // two quotes stand for one
    } while (skip("\""));
    if (!at_field_end()) {
      fail(line_, "text follows the closing quote of a field", "write each quote within a field twice");
    }
    return field;
  }

  [[nodiscard]] bool at_field_end() const {
    return rest_.empty() || rest_[0] == ',' || rest_[0] == '\n' || rest_.starts_with("\r\n");
  }

  bool skip(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  std::string take(std::size_t size) {
    std::string taken(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return taken;
  }

  [[noreturn]] void fail(std::size_t line, std::string_view what, std::string_view remedy) const {
    throw Error(std::string(name_) + ", line " + std::to_string(line), what, remedy);
  }

  std::string_view name_;
  std::string_view rest_;
  std::size_t line_ = 1;
};

/// Whether a column has this name, whatever its case and the white space around it.
bool names_column(std::string_view field, std::string_view column) {
  while (!field.empty() && is_space(field.front())) field.remove_prefix(1);
  while (!field.empty() && is_space(field.back())) field.remove_suffix(1);
  return std::equal(field.begin(), field.end(), column.begin(), column.end(),
                    [](char found, char expected) { return to_lower(found) == expected; });
}

bool is_chat_header(const Record& record) {
  return record.fields.size() == 2 && names_column(record.fields[0], "prompt") &&
         names_column(record.fields[1], "answer");
}

Example chat_of(Record record, std::string_view where) {
  if (record.fields.size() != 2) {
    throw Error(where, "expected the 2 columns prompt and answer, found " + std::to_string(record.fields.size()),
                "put a field that contains a comma in quotes");
  }
  return make_chat_example(std::move(record.fields[0]), std::move(record.fields[1]), where);
}

Example text_of(const Record& record, std::string_view where) {
  if (std::all_of(record.fields.begin(), record.fields.end(), is_blank)) return make_text_example("", where);
  std::string text = record.fields[0];
  for (std::size_t i = 1; i < record.fields.size(); ++i) text.append(",").append(record.fields[i]);
  return make_text_example(std::move(text), where);
}

}  // namespace

std::vector<Example> read_csv_examples(std::string_view bytes, FileReport& report) {
  const std::string& name = report.name;
  report.format = DataFormat::csv;
  RecordReader reader(name, bytes);
  std::vector<Example> examples;
  std::optional<Record> record = reader.next();
  const bool chats = record && is_chat_header(*record);
  if (chats) {
    report.separator = ',';
    report.taken_from = record->fields;
    record = reader.next();
  }
  for (; record; record = reader.next()) {
    const std::string where =
        name + ", record " + std::to_string(examples.size() + 1) + " (line " + std::to_string(record->line) + ")";
    examples.push_back(chats ? chat_of(std::move(*record), where) : text_of(*record, where));
  }
  return examples;
}

}  // namespace glassgpt
