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

bool ends_with_end_token(std::string_view text) {
  text = trim_end(text);
  if (!text.ends_with(kEndToken)) return false;
  text.remove_suffix(kEndToken.size());
  return text.empty() || is_space(text.back());
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
bool has_json_lines(std::string_view text) {
  LineReader lines(trim_start(text));
  const std::string_view first = trim_end(lines.next());
  return first.starts_with('{') && first.ends_with('}') && !is_blank(trim_start(text).substr(lines.offset()));
}

DataFormat format_of(std::string_view name, Ending ending, std::string_view text) {
  const auto json_format = [&] { return has_json_lines(text) ? DataFormat::json_lines : DataFormat::json; };
  switch (ending) {
    case Ending::json:
      return json_format();
    case Ending::json_lines:
      return trim_start(text).starts_with('[') ? DataFormat::json : DataFormat::json_lines;
    case Ending::csv:
    case Ending::tsv:
      if (begins_as_json(text)) {
        throw Error(name, "it holds JSON, not what its name says", "name it .json or .jsonl");
      }
      return DataFormat::csv;
    case Ending::open:
      break;
  }
  if (begins_as_json(text)) return json_format();
  return has_chat_header(text) ? DataFormat::csv : DataFormat::text;
}

/// JSON has no zero bytes anyway; text with them is none.
void refuse_zero_bytes(std::string_view name, std::string_view text) {
  const std::size_t zero = text.find('\0');
  if (zero == std::string_view::npos) return;
  throw Error(std::string(name) + ", line " + std::to_string(place_at(text, zero).line),
              "a zero byte stands there: the file is damaged, or no text",
              "give a file of text, or write that line anew");
}

[[noreturn]] void fail_empty(const FileReport& report) {
  if (report.system_texts + report.tool_texts + report.unanswered + report.unasked > 0) {
    throw Error(report.name, "no message of the user in it is followed by an answer",
                "write at least one question with its answer");
  }
  throw Error(report.name, "there is no example in it", "write at least one");
}

std::vector<Example> read_examples(std::string_view text, FileReport& report) {
  const Ending ending = ending_of(report.name);
  report.format = format_of(report.name, ending, text);
  if (report.format == DataFormat::json || report.format == DataFormat::json_lines) {
    return read_json_examples(text, report.format == DataFormat::json_lines, ending == Ending::open, report);
  }
  refuse_zero_bytes(report.name, text);
  if (report.format == DataFormat::text) return read_text_examples(text, report);
  return read_csv_examples(text, ending == Ending::tsv ? '\t' : ',', report);
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

std::vector<Example> read_text_examples(std::string_view text, FileReport& report) {
  report.format = DataFormat::text;
  std::vector<Example> examples;
  LineReader lines(text);
  while (lines.more()) {
    const std::string_view line = trim_end(lines.next());
    if (line.empty()) {
      ++report.blank_lines;
    } else {
      examples.push_back({.text = std::string(line), .prompt = "", .answer = ""});
    }
  }
  return examples;
}

std::string Example::training_text() const {
  std::string whole = is_chat ? chat_prompt(prompt) + " " + answer : text;
  if (!ends_with_end_token(whole)) whole.append(" ").append(kEndToken);
  return whole;
}

void append(Dataset& dataset, Dataset more) {
  dataset.name += (dataset.name.empty() ? "" : ", ") + more.name;
  std::move(more.examples.begin(), more.examples.end(), std::back_inserter(dataset.examples));
  std::move(more.files.begin(), more.files.end(), std::back_inserter(dataset.files));
}

std::string chat_prompt(std::string_view prompt) {
  return "User: " + std::string(prompt) + " Assistant:";
}

Dataset read_dataset(std::string_view name, std::string_view bytes) {
  refuse_foreign_file(name, bytes);
  const FileText file(name, bytes);
  if (is_blank(file.text())) throw Error(name, "the file is empty", "write at least one example into it");

  FileReport report;
  report.name = name;
  report.encoding = file.encoding();
  Dataset dataset{.name = std::string(name), .examples = read_examples(file.text(), report)};
  const auto chats = static_cast<std::size_t>(
      std::count_if(dataset.examples.begin(), dataset.examples.end(), [](const Example& it) { return it.is_chat; }));
  report.questions = chats;
  report.texts = dataset.examples.size() - chats;
  if (dataset.examples.empty()) fail_empty(report);
  dataset.files.push_back(std::move(report));
  return dataset;
}

}  // namespace glassgpt
