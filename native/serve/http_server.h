#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "native/serve/http.h"

namespace glassgpt {

/// Listens, reads requests and writes replies, all in the one thread that calls run(): a client that is slow costs no
/// thread. The library behind it is Boost.Beast (docs/decisions/0051-a-server-in-two-threads.md).
class HttpServer {
 public:
  /// @param handler  to outlive it, like the limits
  HttpServer(const ServeLimits& limits, HttpHandler& handler);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  /// Begins to listen. @param port  0 for any that is free
  /// @return the port
  /// @throws Error if the address is none of this machine, or taken
  std::uint16_t listen(const std::string& host, std::uint16_t port);

  /// Whether only this machine can reach it.
  [[nodiscard]] bool is_loopback() const;

  /// Works until the last connection is gone after stop().
  void run();

  /// Calls something in the thread of run(), from any other.
  void post(std::function<void()> call);
  /// Calls something whenever a signal comes, in that thread. Not after run() has begun.
  void on_signal(int signal, std::function<void()> call);
  /// Calls something after a while, in that thread.
  void after(double seconds, std::function<void()> call);

  /// Accepts nobody any more, and closes each connection once it has its reply.
  void stop();
  /// Closes all connections.
  void close_all();

  /// Open ones.
  [[nodiscard]] std::size_t connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace glassgpt
