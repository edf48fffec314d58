#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace glassgpt {

/// JSON whose fields keep the order in which they were written.
using Json = nlohmann::ordered_json;

/// One line of JSON, in ASCII: control characters of any kind are escaped, and so are bytes of file names that are
/// no text.
inline std::string json_line(const Json& json) {
  constexpr int kCompact = -1;
  return json.dump(kCompact, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace glassgpt
