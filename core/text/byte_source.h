#pragma once

#include <functional>
#include <string>

namespace glassgpt {

/// Adds the next bytes of a file to what there is. @return whether there were any; else it is at its end
using ByteSource = std::function<bool(std::string& bytes)>;

}  // namespace glassgpt
