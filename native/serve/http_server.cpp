#include "native/serve/http_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "native/serve/http_connection.h"

namespace glassgpt {

namespace {

namespace asio = boost::asio;
using boost::asio::ip::tcp;
using boost::system::error_code;

/// Seconds until it is tried again to accept connections, once the system had no room for another one.
constexpr double kPause = 0.1;

}  // namespace

struct HttpServer::State {
  /// A signal and what it does.
  struct SignalCall {
    SignalCall(asio::io_context& context, int signal, std::function<void()> what)
        : signals(context, signal), call(std::move(what)) {}

    asio::signal_set signals;
    std::function<void()> call;

    void wait() {
      signals.async_wait([this](error_code error, int) {
        if (error) return;
        call();
        wait();
      });
    }
  };

  State(const ServeLimits& limits, HttpHandler& handler)
      : all{.limits = limits, .handler = handler, .on_end = [this] { end_if_done(); }} {}

  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    all.on_end = [] {};  // connections that are left end with the context
  }

  HttpConnections all;  // before the context, which may hold the last of them
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  std::list<SignalCall> signals;
  bool paused = false;

  void accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (!acceptor.is_open()) return;
      if (error && error != asio::error::connection_aborted) return pause(error.message());
      if (std::exchange(paused, false)) all.handler.on_accepting(true, {});
      if (!error) take(std::move(socket));
      accept();
    });
  }

  void take(tcp::socket socket) {
    const auto connection = std::make_shared<HttpConnection>(std::move(socket), all);
    if (all.open.size() > static_cast<std::size_t>(all.limits.connections)) {
      connection->turn_away();
    } else {
      connection->start();
    }
  }

  /// Without descriptors, nobody can be accepted until somebody leaves.
  void pause(const std::string& reason) {
    if (!std::exchange(paused, true)) all.handler.on_accepting(false, reason);
    call_after(kPause, [this] {
      if (acceptor.is_open()) accept();
    });
  }

  void call_after(double seconds, std::function<void()> call) {
    const auto timer = std::make_shared<asio::steady_timer>(context, clock_duration(seconds));
    timer->async_wait([timer, call = std::move(call)](error_code error) {
      if (!error) call();
    });
  }

  void for_each_connection(void (HttpConnection::*what)()) const {
    std::vector<std::shared_ptr<HttpConnection>> open;
    for (HttpConnection* connection : all.open) open.push_back(connection->shared_from_this());
    for (const auto& connection : open) ((*connection).*what)();
  }

  void end_if_done() {
    if (all.stopping && all.open.empty()) context.stop();
  }
};

HttpServer::HttpServer(const ServeLimits& limits, HttpHandler& handler)
    : state_(std::make_unique<State>(limits, handler)) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::listen(const std::string& host, std::uint16_t port) {
  error_code error;
  const auto found = tcp::resolver(state_->context).resolve(host, std::to_string(port), error);
  if (error || found.empty()) {
    throw Error("--host " + host, "it is no address: " + error.message(),
                "give one of this machine's, such as 0.0.0.0");
  }
  const tcp::endpoint endpoint = found.begin()->endpoint();
  tcp::acceptor& acceptor = state_->acceptor;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    throw Error(host + ":" + std::to_string(port), "nobody can listen there: " + error.message(),
                "choose another --port, 0 for one that is free, or another --host");
  }
  state_->accept();
  return acceptor.local_endpoint().port();
}

bool HttpServer::is_loopback() const {
  return state_->acceptor.local_endpoint().address().is_loopback();
}

void HttpServer::run() {
  state_->context.run();
}

void HttpServer::post(std::function<void()> call) {
  asio::post(state_->context, std::move(call));
}

void HttpServer::on_signal(int signal, std::function<void()> call) {
  state_->signals.emplace_back(state_->context, signal, std::move(call));
  state_->signals.back().wait();
}

void HttpServer::after(double seconds, std::function<void()> call) {
  state_->call_after(seconds, std::move(call));
}

void HttpServer::stop() {
  state_->all.stopping = true;
  error_code error;
  state_->acceptor.close(error);
  state_->for_each_connection(&HttpConnection::close_if_idle);
  state_->end_if_done();
}

void HttpServer::close_all() {
  state_->for_each_connection(&HttpConnection::close);
}

std::size_t HttpServer::connections() const {
  return state_->all.open.size();
}

}  // namespace glassgpt
