#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../model/config.h"
#include "../state/training_state.h"
#include "../text/tokenizer.h"

namespace glassgpt {

struct FileSection;

/// Everything a file holds: a model, its vocabulary and, if training is to go on, where it stands.
struct Checkpoint {
  ModelConfig config;                          ///< its vocab_size is the tokenizer's size
  std::shared_ptr<const Tokenizer> tokenizer;  ///< the vocabulary; never null
  std::vector<float> parameters;               ///< in the layout of ParameterTable(config)
  std::optional<TrainingState> training;       ///< none if the run cannot be resumed
};

/// What is to be saved, where it stands: it is not copied, and has to stay as it is until it is written.
struct CheckpointParts {
  const ModelConfig& config;                ///< as Checkpoint has it
  const Tokenizer& tokenizer;               ///< likewise
  std::span<const float> parameters;        ///< likewise
  const TrainingState* training = nullptr;  ///< null if the run is not to be resumed
};

/// The two kinds of model file.
enum class CheckpointFormat { json, safetensors };

/// By the ending of a file's name, in capitals or not. @throws Error if it is neither `.json` nor `.safetensors`
CheckpointFormat checkpoint_format(std::string_view name);

/// How far a file's first bytes tell that it is a model of ours.
enum class CheckpointHead {
  none,      ///< it is none
  possible,  ///< read_checkpoint() alone can tell
  certain,   ///< it says so, as all do that GlassGPT writes
};

/// @param head  the file's first bytes: of 1,024 or more, those that GlassGPT writes are told with certainty
CheckpointHead checkpoint_head(std::string_view head);

/// Writes a checkpoint file, as docs/model-format.md describes it, part by part, so that neither the file nor a copy of
/// the numbers is ever in memory as a whole, and other things can be done between two parts. Floats are kept exactly.
class CheckpointWriter {
 public:
  /// @throws Error if the parts do not fit together, because no file of them could be read again
  CheckpointWriter(const CheckpointParts& checkpoint, CheckpointFormat format);
  /// Goes on where the other is.
  CheckpointWriter(CheckpointWriter&&) noexcept;
  /// Likewise.
  CheckpointWriter& operator=(CheckpointWriter&&) noexcept;
  ~CheckpointWriter();

  /// The next bytes of the file, a few milliseconds' work, or nothing at its end.
  /// @throws Error if a number among them could not be read again, such as one that is not finite
  std::optional<std::string> next();

 private:
  std::vector<FileSection> sections_;
  std::size_t section_ = 0;  ///< the one that is written
  std::size_t written_ = 0;  ///< of its numbers
};

/// All bytes of a checkpoint file. @throws Error as CheckpointWriter
std::string write_checkpoint(const Checkpoint& checkpoint, CheckpointFormat format);

/// Reads either format, told apart by the first bytes.
///
/// Everything is checked before memory is taken by it: the sizes against each other and against the bytes there are,
/// the names and shapes of all tensors, every value for being finite, the vocabulary, the training state.
/// @param name  the file's name, which errors begin with
/// @throws Error that names the field at fault
Checkpoint read_checkpoint(std::string_view name, std::string_view bytes);

}  // namespace glassgpt
