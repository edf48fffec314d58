#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "../base/error.h"
#include "dataset.h"
#include "file_text.h"

namespace glassgpt {

// The readers behind read_dataset, one a format. Each reads a file to its end, adds to the report of it, which holds
// its name, and throws Error that begins with that name.

/// A line an example; blank ones are passed over.
ExampleList read_text_examples(FileText& file, FileReport& report);

/// An array of strings or of objects, such an array within an object, one chat, or an object or string a line.
/// @param lines       whether each line is a value of its own
/// @param may_be_text whether the file's name leaves open that it is plain text, which errors then mention
ExampleList read_json_examples(FileText& file, bool lines, bool may_be_text, FileReport& report);

/// Records, with a header of known names or without one.
/// @param usual_separator  the one to prefer where the file leaves a choice
ExampleList read_csv_examples(FileText& file, char usual_separator, FileReport& report);

/// Whether a file begins with a header that names prompts and answers, and with a record that has as many columns.
bool has_chat_header(FileText& file);

/// Whether there is nothing but ASCII white space.
bool is_blank(std::string_view text);

/// Without ASCII white space at both ends.
std::string trimmed(std::string_view text);

/// A prompt and what it is about, on one line as a person would type it.
std::string with_addition(std::string prompt, std::string_view addition);

/// Notes a column or member that nothing is taken from, once.
void leave_out(FileReport& report, std::string_view name);

/// The example of a text.
/// @param where  gives the record's place for a message
/// @throws Error if it is blank
template <typename Where>
Example make_text_example(std::string text, const Where& where) {
  if (is_blank(text)) throw Error(where(), words::text_empty, words::write_text);
  return {.text = std::move(text), .prompt = "", .answer = ""};
}

/// The example of a prompt and its answer. @throws Error if one of them is blank
template <typename Where>
Example make_chat_example(std::string prompt, std::string answer, const Where& where) {
  if (is_blank(prompt)) throw Error(where(), words::prompt_empty, words::write_prompt);
  if (is_blank(answer)) throw Error(where(), words::answer_empty, words::write_answer);
  return {.text = "", .prompt = std::move(prompt), .answer = std::move(answer), .is_chat = true};
}

}  // namespace glassgpt
