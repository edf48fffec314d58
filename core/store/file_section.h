#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "json_reader.h"

namespace glassgpt {

/// How the numbers of an array stand in a file.
enum class NumberForm {
  decimal,  ///< separated by commas, a row a line
  base64,   ///< of their bytes
  binary,   ///< 4 bytes each, little-endian
};

/// An array of numbers that a file holds; it is not a copy.
struct NumberArray {
  std::span<const float> values;         ///< row by row
  NumberForm form = NumberForm::binary;  ///< in the file
  std::size_t columns = 1;               ///< numbers of a row
  bool is_second_moment = false;         ///< none of its numbers may be negative
  Place place = Place("");               ///< for messages
};

/// A stretch of a file: text, and after it the numbers of an array, which may be none.
struct FileSection {
  std::string text;     ///< as it stands
  NumberArray numbers;  ///< after it
};

/// A file from its beginning to its end.
using FileSections = std::vector<FileSection>;

}  // namespace glassgpt
