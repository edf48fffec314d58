#pragma once

#include <emscripten/val.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/session.h"

/// Between JavaScript's values and the Session's. Arrays are copied both ways.
namespace glassgpt::wasm {

using emscripten::val;

/// A JavaScript Error with the same message; with `parts`, if it is one of ours, as CoreErrorParts in message.d.ts has
/// them.
val error_from(const std::exception& error);

/// Calls `work`, and turns the exception it may throw into a JavaScript Error.
template <typename Work>
auto guarded(Work work) {
  val thrown = val::null();
  try {
    return work();
  } catch (const std::exception& error) {
    thrown = error_from(error);
  }
  // Outside the handler, so that the C++ exception is freed before JavaScript's passes through here.
  thrown.throw_();
  throw std::logic_error("unreachable");
}

/// The bytes of a Uint8Array.
std::string to_bytes(const val& array);
val from_bytes(const std::string& bytes);

/// A dataset out of a DataFile.
Dataset to_dataset(const val& file);

/// @throws Error if the text names no phase
Phase to_phase(const std::string& name);
/// @throws Error if a number is missing or not whole, or the sizes are out of their ranges
ModelConfig to_config(const val& sizes, int vocab_size);
TokenizerOptions to_tokenizer_options(const val& sizes);
/// @throws Error if the number is not whole or out of the range that JavaScript counts exactly in
std::uint64_t to_seed(double seed);
TrainingOptions to_training_options(const val& from);
PhaseSize to_phase_size(const val& size);
/// @throws Error also if an option is out of its range
GenerationOptions to_generation_options(const val& from);

/// A DataReport.
val from(const Dataset& data);
val from(const PreparationProgress& progress);
val from(const ModelReport& report);
val from(const TrainingOptions& options);
val from(const TrainingReport& report);
val from(const StepResult& step);
val from(const TensorSize& size);
val from(const PromptReport& prompt);
val from(const GeneratedToken& token);
/// What a session of that tokenizer tells of choices.
val from(const Choices& choices, const Tokenizer& tokenizer);
val from(const Confidence& confidence);
val from(const EvalResult& result);

}  // namespace glassgpt::wasm
