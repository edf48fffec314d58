#include "dataset.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "../base/error.h"
#include "ascii.h"
#include "dataset_formats.h"
#include "file_text.h"
#include "foreign_files.h"
#include "known_names.h"
#include "tokenizer.h"
#include "utf8.h"

namespace glassgpt {

namespace {

std::string_view trim_end(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// What a file is -----------------------------------------------------------------------------------------------------

/// What the ending of a name says of the format.
enum class Ending { open, json, json_lines, csv, tsv };

Ending ending_of(std::string_view name) {
  constexpr std::pair<std::string_view, Ending> endings[] = {
      {".json", Ending::json}, {".jsonl", Ending::json_lines}, {".ndjson", Ending::json_lines},
      {".csv", Ending::csv},   {".tsv", Ending::tsv},          {".tab", Ending::tsv}};
  for (const auto& [extension, ending] : endings) {
    if (name.size() >= extension.size() && is_name(name.substr(name.size() - extension.size()), extension))
      return ending;
  }
  return Ending::open;
}

std::string_view trim_start(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

/// Whether a text without a telling name begins as JSON does: with an array of strings or objects, or with an object.
bool begins_as_json(std::string_view text) {
  text = trim_start(text);
  if (text.empty() || (text[0] != '[' && text[0] != '{')) return false;
  const std::string_view rest = trim_start(text.substr(1));
  if (rest.empty()) return false;
  return rest[0] == '"' || (text[0] == '[' ? rest[0] == '{' || rest[0] == ']' : rest[0] == '}');
}

/// Whether JSON text is a value a line: its first line ends an object, and is not the last one.
bool has_json_lines(FileText& file) {
  for (;;) {
    const std::string_view text = trim_start(file.rest());
    if (!text.starts_with('{')) return false;
    LineReader lines(text);
    const std::string_view first = trim_end(lines.next());
    if (!is_blank(text.substr(lines.offset()))) return first.ends_with('}');
    if (!file.read_more()) return false;
  }
}

DataFormat format_of(std::string_view name, Ending ending, FileText& file) {
  const auto json_format = [&] { return has_json_lines(file) ? DataFormat::json_lines : DataFormat::json; };
  switch (ending) {
    case Ending::json:
      return json_format();
    case Ending::json_lines:
      return trim_start(file.rest()).starts_with('[') ? DataFormat::json : DataFormat::json_lines;
    case Ending::csv:
    case Ending::tsv:
      if (begins_as_json(file.rest())) {
        throw Error(name, words::json_by_another_name, words::name_it_json);
      }
      return DataFormat::csv;
    case Ending::open:
      break;
  }
  if (begins_as_json(file.rest())) return json_format();
  return has_chat_header(file) ? DataFormat::csv : DataFormat::text;
}

[[noreturn]] void fail_empty(const FileReport& report) {
  if (report.system_texts + report.tool_texts + report.unanswered + report.unasked > 0) {
    throw Error(report.name, words::nothing_answered, words::write_question);
  }
  throw Error(report.name, words::no_example, words::write_one);
}

ExampleList read_examples(FileText& file, FileReport& report) {
  const Ending ending = ending_of(report.name);
  report.format = format_of(report.name, ending, file);
  if (report.format == DataFormat::json || report.format == DataFormat::json_lines) {
    return read_json_examples(file, report.format == DataFormat::json_lines, ending == Ending::open, report);
  }
  file.refuse_zero_bytes();
  if (report.format == DataFormat::text) return read_text_examples(file, report);
  return read_csv_examples(file, ending == Ending::tsv ? '\t' : ',', report);
}

Dataset read_file(std::string_view name, FileText& file) {
  // As much as the format is told by.
  while (is_blank(file.rest())) {
    if (!file.read_more()) throw Error(name, words::file_empty, words::write_example);
  }
  file.read_more();

  FileReport report;
  report.name = name;
  report.encoding = file.encoding();
  Dataset dataset{.name = std::string(name), .examples = read_examples(file, report)};
  report.questions = dataset.examples.chats();
  report.texts = dataset.examples.size() - report.questions;
  if (dataset.examples.empty()) fail_empty(report);
  dataset.files.push_back(std::move(report));
  return dataset;
}

}  // namespace

bool is_blank(std::string_view text) {
  return trim_end(text).empty();
}

std::string trimmed(std::string_view text) {
  return std::string(trim_start(trim_end(text)));
}

std::string with_addition(std::string prompt, std::string_view addition) {
  if (!is_blank(addition)) prompt.append(" ").append(addition);
  return prompt;
}

void leave_out(FileReport& report, std::string_view name) {
  if (report.more_left_out) return;
  constexpr std::size_t longest = 40;
  const std::string_view shown = beginning_of(name, longest);
  const std::string told = std::string(shown) + (shown.size() < name.size() ? "…" : "");
  if (std::find(report.left_out.begin(), report.left_out.end(), told) != report.left_out.end()) return;
  if (report.left_out.size() == FileReport::kMostNamed) {
    report.more_left_out = true;
  } else {
    report.left_out.push_back(told);
  }
}

ExampleList read_text_examples(FileText& file, FileReport& report) {
  report.format = DataFormat::text;
  ExampleList examples;
  FileLines lines(file);
  while (lines.next()) {
    const std::string_view line = trim_end(lines.line());
    if (line.empty()) {
      ++report.blank_lines;
    } else {
      examples.push_back_text(line);
    }
  }
  return examples;
}

void append(Dataset& dataset, Dataset more) {
  dataset.name += (dataset.name.empty() ? "" : ", ") + more.name;
  dataset.examples.append(std::move(more.examples));
  std::move(more.files.begin(), more.files.end(), std::back_inserter(dataset.files));
}

Dataset read_dataset(std::string_view name, std::string_view bytes) {
  refuse_foreign_file(name, bytes);
  FileText file(name, bytes);
  return read_file(name, file);
}

Dataset read_dataset(std::string_view name, ByteSource source) {
  bool is_first = true;
  FileText file(name, [&](std::string& bytes) {
    const bool more = source(bytes);
    if (std::exchange(is_first, false)) refuse_foreign_file(name, bytes);
    return more;
  });
  return read_file(name, file);
}

}  // namespace glassgpt
