#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace glassgpt {

/// Parses JSON text and tells the events; the text may be passed over in parts while that goes on. There is one parser
/// in the program, whoever takes the events.
/// @param[in,out] at  what the parser reads next, which those who take an event may move on
/// @param end  of the text
void parse_json_events(const char*& at, const char* end, nlohmann::json_sax<nlohmann::json>& events);

}  // namespace glassgpt
