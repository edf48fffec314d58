#pragma once

#include <span>
#include <vector>

#include "../model/parameters.h"
#include "../train/report.h"

namespace glassgpt {

/// How large the weights of each tensor are, and the gradients of the last step.
/// @param parameters  all of them, in the layout of the table
/// @param squared_gradients  their sum over each tensor; empty before the first step
std::vector<TensorSize> tensor_sizes(const ParameterTable& table, std::span<const float> parameters,
                                     std::span<const double> squared_gradients);

}  // namespace glassgpt
