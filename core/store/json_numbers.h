#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace glassgpt {

/// The float32 nearest to a JSON number, infinite if it is too large. It is rounded once: by way of double it would be
/// rounded twice, and now and then to the neighbour.
/// @param number  well-formed
float nearest_float(std::string_view number);

/// Reads numbers off the front of what stands in a JSON array, each with its comma, and leaves the rest to a parser:
/// what is no finite number, what is not well-formed, and the closing bracket.
///
/// This exists for the time it takes: a parser of all of JSON calls strtod, which is slow, above all in WebAssembly.
/// @param text    what follows the opening bracket
/// @param values  to append to
/// @return bytes read; the rest of the text, behind an opening bracket, is right JSON if and only if all of it is
std::size_t read_numbers(std::string_view text, std::vector<float>& values);

}  // namespace glassgpt
