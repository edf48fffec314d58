#include "native/serve/allowed_hosts.h"

#include <algorithm>
#include <cstddef>

#include "core/base/error.h"
#include "core/text/ascii.h"
#include "core/text/utf8.h"

namespace glassgpt {

namespace {

/// The text in lower case, if it holds nothing but letters, digits and the marks that are given; otherwise nothing.
std::string lower(std::string_view text, std::string_view marks) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), to_lower);
  const auto fits = [marks](char c) { return is_lower(c) || is_digit(c) || marks.find(c) != std::string_view::npos; };
  return std::all_of(result.begin(), result.end(), fits) ? result : std::string();
}

std::string ipv6_address(std::string_view text) {
  return lower(text, ":.");
}

bool is_port(std::string_view text) {
  return text.empty() || (text.front() == ':' && std::all_of(text.begin() + 1, text.end(), is_digit));
}

/// As an option gives it: what has several colons is an IPv6 address.
std::string given_name(const std::string& name) {
  const bool is_ipv6 = std::count(name.begin(), name.end(), ':') > 1 && name.front() != '[';
  return is_ipv6 ? ipv6_address(name) : host_name(name);
}

}  // namespace

std::string host_name(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    if (end == std::string_view::npos || !is_port(host.substr(end + 1))) return {};
    return ipv6_address(host.substr(1, end - 1));
  }
  const std::size_t end = std::min(host.find(':'), host.size());
  if (!is_port(host.substr(end))) return {};
  host = host.substr(0, end);
  if (host.ends_with('.')) host.remove_suffix(1);
  return lower(host, "-._");
}

AllowedHosts::AllowedHosts(const std::vector<std::string>& names)
    : any_(std::find(names.begin(), names.end(), "*") != names.end()) {
  for (const std::string& name : names) {
    if (name == "*") continue;
    names_.push_back(given_name(name));
    if (names_.back().empty()) {
      throw Error("the host " + in_quotes(name), "it is no name", "give it as example.org, without https:// and path");
    }
  }
}

bool AllowedHosts::allow(std::string_view host) const {
  const std::string name = host_name(host);
  return any_ || (!name.empty() && std::find(names_.begin(), names_.end(), name) != names_.end());
}

}  // namespace glassgpt
