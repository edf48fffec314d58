#include "native/serve/request_id.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstddef>
#include <random>

#include "core/text/ascii.h"

namespace glassgpt {

std::uint64_t unforeseen_bits() {
  std::random_device device;  // the system's
  return (std::uint64_t{device()} << 32U) | device();
}

std::string new_request_id() {
  return fmt::format("req-{:016x}{:08x}", unforeseen_bits(), unforeseen_bits() >> 32U);
}

bool is_request_id(std::string_view text) {
  constexpr std::size_t kMostLength = 64;
  const auto may_stand = [](char c) {
    return is_digit(c) || is_upper(c) || is_lower(c) || c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= kMostLength && std::all_of(text.begin(), text.end(), may_stand);
}

}  // namespace glassgpt
