#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "byte_source.h"
#include "example_list.h"
#include "file_report.h"

namespace glassgpt {

/// Examples of one or more files, in order.
struct Dataset {
  std::string name;                    ///< the files it was read from, for messages
  ExampleList examples;                ///< in the order of the files
  std::vector<FileReport> files = {};  ///< what was read of each
};

/// Adds the examples, the name and the reports of another dataset after those of the first.
void append(Dataset& dataset, Dataset more);

/// Where the j-th of m examples that are evenly spread over n stands: in the middle of the j-th of m equal parts,
/// because files are often sorted and a choice by chance may leave some parts out.
constexpr std::size_t spread_place(std::size_t j, std::size_t m, std::size_t n) {
  return (2 * j + 1) * n / (2 * m);
}

/// Reads a dataset. What is in the file decides what it is taken for; Dataset::files says what that was.
///
/// - JSON: an array of strings or of objects; such an array within an object; one of them a line (JSON Lines); or a
/// chat as
///   an array of messages. An object is a text, a prompt with its answer, or has an array of chat messages, of which
///   each question that is answered next becomes an example. known_names.cpp has the names of their members; others are
///   left out. Strings and objects do not mix, because a string among objects is more likely a mistake than meant.
/// - CSV (RFC 4180; separated by commas, semicolons, tabs or bars), known by a header or by its ending, .csv or .tsv: a
///   record an example. Without a header of known names the columns are joined as they stand in the file. Blank records
///   are passed over.
/// - Text, in all other files: a line an example; lines of white space are passed over.
///
/// A text, prompt or answer of ASCII white space alone is an error. Lines end in LF, CR LF or CR alone.
///
/// @param name   the file's name, which errors begin with
/// @param bytes  the file's contents: UTF-8, with or without a byte order mark, or UTF-16 with one
/// @throws Error that names the file, the record or line, and what was expected
Dataset read_dataset(std::string_view name, std::string_view bytes);

/// Likewise of a file that comes in parts, of which no more is kept than the examples and the part under way.
/// @throws Error likewise, and whatever the source throws
Dataset read_dataset(std::string_view name, ByteSource source);

}  // namespace glassgpt
