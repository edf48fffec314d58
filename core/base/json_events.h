#pragma once

#include <functional>
#include <nlohmann/json.hpp>

namespace glassgpt {

/// JSON text to parse.
struct JsonText {
  const char* at = nullptr;   ///< what the parser reads next, which those who take an event may move on
  const char* end = nullptr;  ///< of what there is
  /// Gets more of it, once all that there is was read; none, if that is all.
  std::function<bool(JsonText&)> more = {};
};

/// Parses JSON text and tells the events; the text may be passed over in parts while that goes on. There is one parser
/// in the program, whoever takes the events.
void parse_json_events(JsonText& text, nlohmann::json_sax<nlohmann::json>& events);

}  // namespace glassgpt
