#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../model/config.h"
#include "../text/tokenizer.h"
#include "../train/training_state.h"

namespace glassgpt {

/// Everything a file holds: a model, its vocabulary and, if training is to go on, where it stands.
struct Checkpoint {
  ModelConfig config;                     ///< its vocab_size is the tokenizer's size
  Tokenizer tokenizer;                    ///< the vocabulary
  std::vector<float> parameters;          ///< in the layout of ParameterTable(config)
  std::optional<TrainingState> training;  ///< none if the run cannot be resumed
};

/// The two kinds of model file.
enum class CheckpointFormat { json, safetensors };

/// By the ending of a file's name. @throws Error if it is neither `.json` nor `.safetensors`
CheckpointFormat checkpoint_format(std::string_view name);

/// The bytes of a checkpoint file, as docs/model-format.md describes them. Floats are kept exactly.
/// @throws Error if a value is not finite or the parts do not fit together, because no file of it could be read again
std::string write_checkpoint(const Checkpoint& checkpoint, CheckpointFormat format);

/// Reads either format, told apart by the first bytes.
///
/// Everything is checked before memory is taken by it: the sizes against each other and against the bytes there are,
/// the names and shapes of all tensors, every value for being finite, the vocabulary, the training state.
/// @param name  the file's name, which errors begin with
/// @throws Error that names the field at fault
Checkpoint read_checkpoint(std::string_view name, std::string_view bytes);

}  // namespace glassgpt
