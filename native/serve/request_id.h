#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace glassgpt {

/// A name for a request that no other has, `req-` and 24 hexadecimal digits.
std::string new_request_id();

/// 64 bits that nobody foresees.
std::uint64_t unforeseen_bits();

/// Whether what a client calls its request can stand in a log and in a header: up to 64 letters, digits, `-`, `_` and
/// `.`.
bool is_request_id(std::string_view text);

}  // namespace glassgpt
