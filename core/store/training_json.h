#pragma once

#include <cstddef>

#include "../train/training_state.h"
#include "json_reader.h"
#include "model_json.h"

namespace glassgpt {

/// The `training` object of both formats: where training stands, in plain numbers, and Adam's moments as base64 of
/// little-endian float32. As decimal numbers these would triple a file that few people read them in.
OrderedJson training_to_json(const TrainingState& state);

/// The reverse. @param parameters  elements of the model's tensors, and so of each moment
/// @throws Error naming the field at fault
TrainingState training_from_json(const JsonObject& json, std::size_t parameters);

/// Throws Error unless the state fits together and its numbers are finite, as far as they alone can tell: moments of
/// `parameters` elements, no negative second moment, counters within their ranges.
void check_training(const TrainingState& state, std::size_t parameters, const Place& place);

}  // namespace glassgpt
