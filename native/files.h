#pragma once

#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/dataset.h"

namespace glassgpt {

/// A file's bytes. @throws Error if it is missing, a folder or cannot be read; Failure if it is too large for the
/// memory
std::string read_file(const std::string& name);

/// The examples of the files, in order, as one dataset; none of no files.
/// @throws Error as read_file and read_dataset
Dataset read_datasets(const std::vector<std::string>& names);

/// Throws Failure that says what of does not fit into the memory.
[[noreturn]] void fail_for_memory(std::string_view name);

/// Reads or makes something of a file. @throws Failure that names the file if the memory is not enough
template <typename Read>
auto within_memory(std::string_view name, const Read& read) {
  try {
    return read();
  } catch (const std::bad_alloc&) {
    fail_for_memory(name);
  } catch (const std::length_error&) {
    fail_for_memory(name);
  }
}

}  // namespace glassgpt
