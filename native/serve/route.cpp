#include "native/serve/route.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace glassgpt {

namespace {

struct FixedRoute {
  std::string_view path;
  Endpoint endpoint;
};

constexpr std::array<FixedRoute, 6> kRoutes = {{{"/v1/completions", Endpoint::completions},
                                                {"/v1/chat/completions", Endpoint::chat_completions},
                                                {"/v1/models", Endpoint::models},
                                                {"/health", Endpoint::health},
                                                {"/ready", Endpoint::ready},
                                                {"/metrics", Endpoint::metrics}}};
constexpr std::string_view kModel = "/v1/models/";
constexpr std::string_view kApi = "/v1/";

bool takes_post(Endpoint endpoint) {
  return endpoint == Endpoint::completions || endpoint == Endpoint::chat_completions;
}

}  // namespace

std::string_view path_of_target(std::string_view target) {
  return target.substr(0, target.find_first_of("?#"));
}

Route route_of(std::string_view target, bool has_page) {
  const std::string_view path = path_of_target(target);
  for (const FixedRoute& route : kRoutes) {
    if (path == route.path) return {route.endpoint, route.path, {}};
  }
  const std::optional<std::string> decoded = percent_decoded(path);
  if (decoded && path.starts_with(kModel)) return {Endpoint::model, "/v1/models/{id}", decoded->substr(kModel.size())};
  if (decoded && has_page && path.starts_with('/') && !path.starts_with(kApi)) {
    return {Endpoint::page, "page", decoded->substr(1)};
  }
  return {Endpoint::none, "none", {}};
}

std::string_view methods_of(Endpoint endpoint) {
  return takes_post(endpoint) ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
}

bool answers(Endpoint endpoint, std::string_view method) {
  if (takes_post(endpoint)) return method == "POST";
  return method == "GET" || method == "HEAD";
}

bool needs_key(Endpoint endpoint) {
  return takes_post(endpoint) || endpoint == Endpoint::models || endpoint == Endpoint::model;
}

std::optional<std::string> percent_decoded(std::string_view path) {
  std::string decoded;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%') {
      decoded += path[i];
      continue;
    }
    constexpr int kBase = 16;
    const std::string_view digits = path.substr(i + 1, 2);
    std::uint8_t byte = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, kBase);
    if (error != std::errc() || digits.size() < 2 || end != digits.data() + 2) return std::nullopt;
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return decoded;
}

}  // namespace glassgpt
