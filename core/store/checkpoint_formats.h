#pragma once

#include <string>
#include <string_view>

#include "checkpoint.h"
#include "json_reader.h"

namespace glassgpt {

// The two formats behind write_checkpoint and read_checkpoint. Writers take a checkpoint that has been checked.

std::string write_json(const Checkpoint& checkpoint);
std::string write_safetensors(const Checkpoint& checkpoint);

/// @param file  for messages
Checkpoint read_json(const Place& file, std::string_view bytes);
Checkpoint read_safetensors(const Place& file, std::string_view bytes);

}  // namespace glassgpt
