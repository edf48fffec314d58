#pragma once

#include <string_view>

#include "checkpoint.h"
#include "file_section.h"
#include "json_reader.h"

namespace glassgpt {

// The two formats behind CheckpointWriter and read_checkpoint. What is to be written fits together.

/// What an error in writing names as the place.
inline constexpr std::string_view kCheckpointToSave = "checkpoint to save";

/// A `.json` file of the parts, which have to outlive it.
FileSections json_file(const CheckpointParts& checkpoint);
/// A `.safetensors` file of the parts, likewise.
FileSections safetensors_file(const CheckpointParts& checkpoint);

/// Reads a `.json` file. @param file  for messages @throws Error naming the field at fault
Checkpoint read_json(const Place& file, std::string_view bytes);
/// Reads a `.safetensors` file. @param file  for messages @throws Error naming the field at fault
Checkpoint read_safetensors(const Place& file, std::string_view bytes);

}  // namespace glassgpt
