#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace glassgpt {

/// What an address of the server is for.
enum class Endpoint { completions, chat_completions, models, model, health, ready, metrics, page, none };

/// A request's target, taken apart.
struct Route {
  Endpoint endpoint = Endpoint::none;
  std::string_view label;  ///< of the endpoint, the same for all its addresses
  std::string detail;      ///< the model's name, or the path of the page's file without its first slash
};

/// A request's target without its query.
std::string_view path_of_target(std::string_view target);

/// @param target    path and query, as they stand in the request
/// @param has_page  whether there is a page; its files are whatever is nothing else
Route route_of(std::string_view target, bool has_page);

/// The methods that an endpoint answers, as the header `Allow` lists them.
std::string_view methods_of(Endpoint endpoint);

/// Whether it answers a method, OPTIONS aside.
bool answers(Endpoint endpoint, std::string_view method);

/// Whether only who has a key may use it.
bool needs_key(Endpoint endpoint);

/// A path with its %XX as the bytes that they stand for; nothing if a % stands before anything else.
std::optional<std::string> percent_decoded(std::string_view path);

}  // namespace glassgpt
