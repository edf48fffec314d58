#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "native/serve/http.h"

namespace glassgpt {

class HttpConnection;

/// What the connections of a server share.
struct HttpConnections {
  const ServeLimits& limits;
  HttpHandler& handler;
  bool stopping = false;         ///< whether each is closed once it has its reply
  std::function<void()> on_end;  ///< called whenever one is gone
  std::unordered_set<HttpConnection*> open = {};
};

/// A client's connection: one request after another, each with its reply.
///
/// It lives as long as something is awaited for it, or somebody has to answer it. One timer bounds what it waits for:
/// an idle client, a request that does not come to its end, a reply that is not read.
class HttpConnection final : public Exchange, public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(boost::asio::ip::tcp::socket socket, HttpConnections& all);
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection() override;

  /// Begins to read.
  void start();
  /// Says that there are too many connections, and closes.
  void turn_away();
  /// Closes if no request is under way.
  void close_if_idle();
  /// Closes. Whoever answers hears that the client has left.
  void close();

  [[nodiscard]] const HttpRequest& request() const override { return request_; }
  void on_leave(std::function<void()> leave) override { leave_ = std::move(leave); }
  void reply(HttpReply reply) override;
  void begin_stream(HttpReply head) override;
  void write(std::string_view part) override;
  void end_stream() override;

 private:
  using ErrorCode = boost::system::error_code;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void wait_for_request();
  void read_head();
  void take_head(ErrorCode error);
  void read_body();
  void take_body(ErrorCode error);
  void refuse(ErrorCode error);
  void refuse(const RequestError& fault);
  void watch_for_leaving();
  void put_head(const HttpReply& reply, std::optional<std::uint64_t> length);
  void send();
  void send_some();
  void read_file();
  void end_exchange();
  void linger();
  void discard();
  void expect_within(double seconds, void (HttpConnection::*otherwise)());
  void expect_nothing();
  void give_up_reading();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  HttpConnections& all_;
  boost::beast::flat_buffer buffer_;  ///< what has come of requests and is not read yet
  std::optional<Parser> parser_;
  HttpRequest request_;
  std::function<void()> leave_;
  std::uint64_t exchange_ = 0;  ///< number of the request
  std::uint64_t wait_ = 0;      ///< number of what the timer bounds
  bool idle_ = true;            ///< between two requests
  bool too_late_ = false;       ///< whether the request did not come in time
  bool keep_alive_ = false;     ///< whether another request may follow
  bool all_read_ = false;       ///< whether the request's body has come
  bool chunked_ = false;        ///< how the parts of a stream are told apart
  bool ends_ = false;           ///< whether nothing is added to `waiting_`
  bool sending_ = false;
  std::string waiting_;  ///< to be sent
  std::string sent_;     ///< being sent, from `sent_bytes_` on
  std::size_t sent_bytes_ = 0;
  std::ifstream file_;  ///< whose rest is to be sent behind `waiting_`
};

}  // namespace glassgpt
