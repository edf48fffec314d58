#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace glassgpt {

/// The names under which the server is asked. A page of somebody else's can give its own name this machine's address
/// once it is loaded (DNS rebinding), and for the browser the server is then of the page's origin; but what it sends
/// still has the page's name as `Host`.
class AllowedHosts {
 public:
  /// Any name.
  AllowedHosts() = default;

  /// @param names  host names or addresses, IPv6 ones with or without brackets; with `*` among them any
  /// @throws Error if one is none of these
  explicit AllowedHosts(const std::vector<std::string>& names);

  /// Whether a request may be answered. @param host  its header `Host`: a name or an address, and maybe a port
  [[nodiscard]] bool allow(std::string_view host) const;

 private:
  bool any_ = true;
  std::vector<std::string> names_;  ///< in lower case, without brackets
};

/// The name or address of a header `Host`, in lower case, without port, brackets and a last dot; empty if it is none.
std::string host_name(std::string_view host);

}  // namespace glassgpt
