#include "dataset.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "../base/error.h"
#include "ascii.h"
#include "dataset_formats.h"
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

void check_utf8(std::string_view name, std::string_view bytes) {
  const auto offset = find_invalid_utf8(bytes);
  if (!offset) return;
  const TextPlace place = place_at(bytes, *offset);
  throw Error(std::string(name) + ", line " + std::to_string(place.line),
              "the text is not valid UTF-8 at byte " + std::to_string(place.byte) + " of the line",
              "save the file as UTF-8");
}

Example text_example(std::string text) {
  return {.text = std::move(text), .prompt = "", .answer = ""};
}

std::vector<Example> read_text_examples(std::string_view bytes, FileReport& report) {
  report.format = DataFormat::text;
  std::vector<Example> examples;
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = trim_end(bytes.substr(0, size));
    if (line.empty()) {
      ++report.blank_lines;
    } else {
      examples.push_back(text_example(std::string(line)));
    }
    bytes.remove_prefix(std::min(size + 1, bytes.size()));
  }
  return examples;
}

}  // namespace

bool is_blank(std::string_view text) {
  return trim_end(text).empty();
}

Example make_text_example(std::string text, std::string_view where) {
  if (is_blank(text)) throw Error(where, "the text is empty", "write a text or take the record out");
  return text_example(std::move(text));
}

Example make_chat_example(std::string prompt, std::string answer, std::string_view where) {
  if (is_blank(prompt)) throw Error(where, "the prompt is empty", "write what the user says");
  if (is_blank(answer)) throw Error(where, "the answer is empty", "write what the assistant replies");
  return {.text = "", .prompt = std::move(prompt), .answer = std::move(answer), .is_chat = true};
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
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  check_utf8(name, bytes);
  if (is_blank(bytes)) throw Error(name, "the file is empty", "write at least one example into it");

  FileReport report;
  report.name = name;
  Dataset dataset{.name = std::string(name), .examples = {}};
  if (has_extension(name, ".json")) {
    dataset.examples = read_json_examples(bytes, report);
  } else if (has_extension(name, ".csv")) {
    dataset.examples = read_csv_examples(bytes, report);
  } else {
    dataset.examples = read_text_examples(bytes, report);
  }
  if (dataset.examples.empty()) throw Error(name, "there is no example in it", "write at least one");
  (dataset.examples.front().is_chat ? report.questions : report.texts) = dataset.examples.size();
  dataset.files.push_back(std::move(report));
  return dataset;
}

}  // namespace glassgpt
