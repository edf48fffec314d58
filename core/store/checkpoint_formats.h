#pragma once

#include <string>
#include <string_view>

#include "checkpoint.h"
#include "json_reader.h"

namespace glassgpt {

// The two formats behind write_checkpoint and read_checkpoint. Writers take a checkpoint that has been checked.

/// The bytes of a `.json` file.
std::string write_json(const Checkpoint& checkpoint);
/// The bytes of a `.safetensors` file.
std::string write_safetensors(const Checkpoint& checkpoint);

/// Reads a `.json` file. @param file  for messages @throws Error naming the field at fault
Checkpoint read_json(const Place& file, std::string_view bytes);
/// Reads a `.safetensors` file. @param file  for messages @throws Error naming the field at fault
Checkpoint read_safetensors(const Place& file, std::string_view bytes);

}  // namespace glassgpt
