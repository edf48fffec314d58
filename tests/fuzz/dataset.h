#pragma once

#include <string_view>

namespace glassgpt::fuzz {

/// The name that a dataset's reader is told.
extern const std::string_view kFileName;

}  // namespace glassgpt::fuzz
