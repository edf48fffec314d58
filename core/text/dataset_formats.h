#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dataset.h"

namespace glassgpt {

// The readers behind read_dataset, one a format. Each takes well-formed UTF-8 without a byte order mark, adds to the
// report of the file, whose name it holds, and throws Error that begins with that name.

/// A JSON array of strings, or of objects {"prompt": …, "answer": …}.
std::vector<Example> read_json_examples(std::string_view bytes, FileReport& report);

/// CSV records, with the header `prompt,answer` or without one.
std::vector<Example> read_csv_examples(std::string_view bytes, FileReport& report);

/// Whether there is nothing but ASCII white space.
bool is_blank(std::string_view text);

/// The example of a text. @throws Error if it is blank
Example make_text_example(std::string text, std::string_view where);

/// The example of a prompt and its answer. @throws Error if one of them is blank
Example make_chat_example(std::string prompt, std::string answer, std::string_view where);

}  // namespace glassgpt
