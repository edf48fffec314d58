#include "piece.h"

#include <iterator>

namespace glassgpt {

namespace {

// In the order of the enumerations.
constexpr std::string_view kOperationNames[] = {
    "batch", "embedding",    "query_key_value", "attention",     "attention_output",
    "norm1", "expand",       "contract",        "norm2",         "output_projection",
    "loss",  "keep_weights", "zero_gradients",  "gradient_norm", "adam"};
constexpr std::string_view kDirectionNames[] = {"forward", "backward", "update"};

static_assert(std::size(kOperationNames) == kOperations && std::size(kDirectionNames) == kDirections);

}  // namespace

std::string_view operation_name(Operation operation) {
  return kOperationNames[static_cast<std::size_t>(operation)];
}

std::string_view direction_name(Direction direction) {
  return kDirectionNames[static_cast<std::size_t>(direction)];
}

}  // namespace glassgpt
