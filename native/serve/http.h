#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "native/serve/limits.h"
#include "native/serve/request_error.h"

namespace glassgpt {

// What the server's subject and its transport have between them. None of it knows the library that speaks HTTP.

/// A request, or as much of it as has come.
struct HttpRequest {
  std::string id = {};  ///< the client's `X-Request-Id`, or one of our own
  std::string method = {};
  std::string target = {};
  std::optional<std::string> host = {};  ///< none only of HTTP/1.0, which no browser speaks
  std::string authorization = {};
  std::string content_type = {};
  std::string if_none_match = {};
  std::string origin = {};
  std::string body = {};
  Clock::time_point begin;  ///< when its first byte came
};

/// The type of a body in JSON.
inline constexpr auto kJsonType = "application/json";

/// A reply that is whole, or what a stream begins with.
struct HttpReply {
  int status = 200;
  std::string content_type = {};
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< others
  std::filesystem::path file = {};                                ///< the body, if it is one
};

/// A request and the way to its client. Everything is called in the thread of HttpServer::run().
class Exchange {
 public:
  virtual ~Exchange() = default;

  /// What the client wants.
  [[nodiscard]] virtual const HttpRequest& request() const = 0;
  /// What is to happen if the client leaves before the end, once.
  virtual void on_leave(std::function<void()> leave) = 0;

  /// Replies, which ends the exchange.
  virtual void reply(HttpReply reply) = 0;

  /// Begins a reply whose body comes in parts. How fast the client reads holds nobody up: what it has not read is kept.
  virtual void begin_stream(HttpReply head) = 0;
  /// The next part.
  virtual void write(std::string_view part) = 0;
  /// The end, which ends the exchange.
  virtual void end_stream() = 0;
};

/// Who answers requests.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;

  /// Looks at a request whose body has not come. @return the reply, if it needs no body
  virtual std::optional<HttpReply> answer_head(const HttpRequest& request) = 0;

  /// Answers a request, now or later.
  virtual void answer(std::shared_ptr<Exchange> exchange) = 0;

  /// The reply to what is no request.
  virtual HttpReply answer_fault(const HttpRequest& so_far, const RequestError& fault) = 0;

  /// That no connection can be accepted for a while, or again.
  virtual void on_accepting(bool accepts, const std::string& reason) = 0;
};

}  // namespace glassgpt
