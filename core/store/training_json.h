#pragma once

#include <cstddef>
#include <span>

#include "../state/training_state.h"
#include "json_reader.h"
#include "model_json.h"

namespace glassgpt {

/// Writes the `training` object of both formats: where training stands, in plain numbers, and Adam's moments as base64
/// of little-endian float32. As decimal numbers these would triple a file that few people read them in.
/// @param state  to outlive the file, which holds its moments
/// @param place  of the object, for messages
void write_training(JsonWriter& json, const TrainingState& state, const Place& place);

/// How to train, as an object of its own: its options, and those of each phase in an object of the phase's name.
void write_options(JsonWriter& json, const TrainingOptions& options);

/// The reverse. @throws Error naming the field at fault
TrainingOptions training_options_from_json(const JsonObject& json);

/// The reverse of write_training(). @param parameters  elements of the model's tensors, and so of each moment
/// @throws Error naming the field at fault
TrainingState training_from_json(const JsonObject& json, std::size_t parameters);

/// Throws Error unless the state fits together, as far as it alone can tell: moments of `parameters` elements, finite
/// numbers beside them, counters within their ranges.
void check_training(const TrainingState& state, std::size_t parameters, const Place& place);

/// Throws Error naming the first of the values that is negative, as no mean of squares is.
/// @param place  of the whole moment
/// @param first  element of it that the values begin with
void check_second_moment(std::span<const float> values, const Place& place, std::size_t first = 0);

}  // namespace glassgpt
