#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../model/config.h"
#include "../state/training_options.h"
#include "../text/tokenizer_options.h"

namespace glassgpt {

/// A data file that a run was trained on. Its name is not kept: people put theirs into file names.
struct ResultData {
  std::string sha256;     ///< of its bytes, 64 hexadecimal digits
  std::string ending;     ///< of its name, `.json`: it decides how the file is read; empty if it had none
  std::size_t bytes = 0;  ///< its size
};

/// What a run did in one of its phases.
struct ResultPhase {
  std::vector<ResultData> data;  ///< its files, in order
  double held_out = 0;           ///< share of its examples that it was not trained on
};

/// A point of the curve of the loss.
struct LossPoint {
  std::uint64_t step = 0;  ///< counted from 1
  double loss = 0;         ///< of the step's batch, rounded to six digits
};

/// What the model said after the last step, always taking the likeliest token.
struct ResultAnswer {
  std::string question;  ///< what was asked
  bool is_chat = false;  ///< whether it was put as a question; else as text to go on from
  int max_tokens = 0;    ///< the answer was to have at most
  std::string answer;    ///< all of it
};

/// What somebody hands in who has trained a model: all that the run follows from, and what it came to.
struct RunResult {
  std::uint64_t version = 2;          ///< of the file: in 1, steps of 256 tokens and more were not cut into shards
  ResultPhase pretrain;               ///< of pre-training
  ResultPhase tune;                   ///< of tuning
  ModelConfig sizes;                  ///< of the model; its vocab_size follows from the data
  TokenizerOptions tokenizer;         ///< of its vocabulary
  TrainingOptions training;           ///< from the beginning to the end; its seed is that of the weights, too
  std::uint64_t steps = 0;            ///< taken
  std::vector<LossPoint> curve;       ///< some of them, in order
  std::vector<ResultAnswer> answers;  ///< may be none
  std::string weights;  ///< SHA-256 of all weights, tensor by tensor in the order of a model file, as little-endian F32

  /// What was done in a phase.
  [[nodiscard]] const ResultPhase& phase(Phase p) const { return p == Phase::pretrain ? pretrain : tune; }
};

/// Reads a result file, which docs/cli.md describes.
/// @param name  the file's, which errors begin with
/// @throws Error naming the field at fault
RunResult read_result(std::string_view name, std::string_view bytes);

}  // namespace glassgpt
