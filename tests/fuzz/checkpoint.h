#pragma once

#include <string>
#include <string_view>

#include "core/store/checkpoint.h"
#include "property.h"

namespace glassgpt::fuzz {

/// Reads a model file. One that reads is saved in both formats, and what was saved reads and saves the same again.
inline void check_checkpoint(std::string_view bytes) {
  Checkpoint checkpoint;
  if (!reads([&] { checkpoint = read_checkpoint("model", bytes); })) return;
  const std::string json = write_checkpoint(checkpoint, CheckpointFormat::json);
  const std::string binary = write_checkpoint(checkpoint, CheckpointFormat::safetensors);
  const Checkpoint from_json = read_checkpoint("json", json);
  const Checkpoint from_binary = read_checkpoint("safetensors", binary);
  require(write_checkpoint(from_json, CheckpointFormat::json) == json, "JSON is kept by JSON");
  require(write_checkpoint(from_binary, CheckpointFormat::json) == json, "JSON is kept by safetensors");
  require(write_checkpoint(from_json, CheckpointFormat::safetensors) == binary, "safetensors is kept by JSON");
  require(write_checkpoint(from_binary, CheckpointFormat::safetensors) == binary, "safetensors is kept by safetensors");
}

}  // namespace glassgpt::fuzz
