#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "file_report.h"

namespace glassgpt {

/// One training example: running text, or a prompt with its answer.
struct Example {
  std::string text;      ///< plain text; empty for a prompt with its answer
  std::string prompt;    ///< what the user says
  std::string answer;    ///< what the assistant replies
  bool is_chat = false;  ///< whether it is a prompt with its answer

  /// What the model is trained on: the text, or `User: <prompt> Assistant: <answer>`, and ` </s>` unless it ends so.
  [[nodiscard]] std::string training_text() const;
};

/// The text that stands before the answer when a person asks: `User: <prompt> Assistant:`.
std::string chat_prompt(std::string_view prompt);

/// Examples of one or more files, in order.
struct Dataset {
  std::string name;                    ///< the files it was read from, for messages
  std::vector<Example> examples;       ///< in the order of the files
  std::vector<FileReport> files = {};  ///< what was read of each
};

/// Adds the examples, the name and the reports of another dataset after those of the first.
void append(Dataset& dataset, Dataset more);

/// Where the j-th of m examples that are evenly spread over n stands: in the middle of the j-th of m equal parts,
/// because files are often sorted and a choice by chance may leave some parts out.
constexpr std::size_t spread_place(std::size_t j, std::size_t m, std::size_t n) {
  return (2 * j + 1) * n / (2 * m);
}

/// Reads a dataset by the ending of its name: `.json`, `.csv`, anything else as plain text, one example a line.
///
/// - JSON: an array of strings, or of objects {"prompt": …, "answer": …} without further members; not of both, because
///   a string among objects is more likely a mistake than meant.
/// - CSV (RFC 4180): a record an example, columns joined by a comma; or, with the header `prompt,answer` in any case,
///   chats. Lines may end in LF alone; those without any character are passed over.
/// - Text: a line an example; lines of white space are passed over.
///
/// A text, prompt or answer of ASCII white space alone is an error.
///
/// @param name   the file's name, which errors begin with
/// @param bytes  the file's contents, UTF-8, with or without a byte order mark
/// @throws Error that names the file, the record or line, and what was expected
Dataset read_dataset(std::string_view name, std::string_view bytes);

}  // namespace glassgpt
