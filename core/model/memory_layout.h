#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "operation.h"
#include "value.h"

namespace glassgpt {

/// What of a pass is to be there at its end.
enum class Keep {
  outputs,    ///< what the last operation computed: values that are never needed at once share their memory
  values,     ///< every value
  gradients,  ///< every value, and room for the gradients, which share their memory
};

/// Which values, and which gradients, lie in which place in memory.
struct MemoryLayout {
  /// Of a value that has none.
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  std::vector<Shape> places;           ///< what each has room for
  std::size_t value_places = 0;        ///< of those, how many come first and are for values
  std::vector<std::size_t> values;     ///< the place of each value
  std::vector<std::size_t> gradients;  ///< the place of each value's gradient
};

/// Finds places for the values of a network in the order of its operations, and for their gradients in the reverse.
/// @param reuse  whether a value's place is free again once the last operation that needs it is done
MemoryLayout lay_out(std::span<const std::shared_ptr<const Operation>> operations, std::span<const Value> values,
                     bool reuse);

}  // namespace glassgpt
