#include "tensor_sizes.h"

#include <cmath>
#include <cstddef>
#include <limits>

#include "measure.h"

namespace glassgpt {

std::vector<TensorSize> tensor_sizes(const ParameterTable& table, std::span<const float> parameters,
                                     std::span<const double> squared_gradients) {
  std::vector<TensorSize> sizes;
  for (const Parameter& tensor : table.entries()) {
    const auto count = static_cast<double>(tensor.size());
    sizes.push_back({.name = tensor.name,
                     .rows = static_cast<std::size_t>(tensor.rows),
                     .cols = static_cast<std::size_t>(tensor.cols),
                     .weight = root_mean_square(parameters.subspan(tensor.offset, tensor.size())),
                     .gradient = squared_gradients.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                           : std::sqrt(squared_gradients[sizes.size()] / count)});
  }
  return sizes;
}

}  // namespace glassgpt
