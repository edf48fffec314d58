#include "native/serve/http_connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/write.hpp>
#include <sstream>
#include <system_error>
#include <utility>

#include "native/serve/request_id.h"

namespace glassgpt {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::asio::ip::tcp;

/// Bytes that are sent at a time, of what is there as a whole.
constexpr std::size_t kMostSent = 65'536;
/// Seconds in which who was refused may still send, before the connection is cut: cut at once, it would not see why.
constexpr double kLinger = 2;
/// The version of HTTP that knows no chunks, as Beast writes 1.0.
constexpr auto kOldest = 10U;

RequestError fault_of(const boost::system::error_code& error, const ServeLimits& limits) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return {431, "header_too_large", "the header", "it is longer than " + std::to_string(limits.max_header) + " bytes",
            "send fewer or shorter fields"};
  }
  if (error == http::error::body_limit) {
    return {413, "body_too_large", "the body", "it is longer than " + std::to_string(limits.max_body) + " bytes",
            "send a shorter one"};
  }
  if (error == http::error::bad_version) {
    return {505, "http_version", "the request", "its version of HTTP is not known", "use HTTP/1.1"};
  }
  const std::string what =
      error == http::error::partial_message ? "it breaks off" : "it is not HTTP: " + error.message();
  return {400, "bad_request", "the request", what, "send a request of HTTP/1.1"};
}

bool is_of_http(const boost::system::error_code& error) {
  return error.category() == http::make_error_code(http::error::bad_method).category();
}

/// Of a field of which a request may have one at most.
std::string field_text(const http::request_header<>& head, http::field name) {
  const auto found = head.find(name);
  return found == head.end() ? std::string() : std::string(found->value().data(), found->value().size());
}

}  // namespace

HttpConnection::HttpConnection(tcp::socket socket, HttpConnections& all)
    : socket_(std::move(socket)), timer_(socket_.get_executor()), all_(all) {
  all_.open.insert(this);
}

HttpConnection::~HttpConnection() {
  all_.open.erase(this);
  all_.on_end();
}

void HttpConnection::start() {
  ErrorCode error;
  socket_.set_option(tcp::no_delay(true), error);  // a token is sent when it comes
  wait_for_request();
}

void HttpConnection::turn_away() {
  idle_ = false;
  refuse(RequestError(503, "too_many_connections", "the server", "it has too many open connections",
                      "try again in some seconds"));
}

void HttpConnection::wait_for_request() {
  idle_ = true;
  if (all_.stopping) return close();
  if (buffer_.size() > 0) return read_head();
  expect_within(all_.limits.idle_timeout, &HttpConnection::close);
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](ErrorCode error) {
    if (!error) self->read_head();
  });
}

void HttpConnection::read_head() {
  idle_ = false;
  too_late_ = false;
  all_read_ = false;
  ends_ = false;
  request_ = {.id = new_request_id(), .begin = Clock::now()};
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(all_.limits.max_header));
  parser_->body_limit(static_cast<std::uint64_t>(all_.limits.max_body));
  expect_within(all_.limits.read_timeout, &HttpConnection::give_up_reading);
  http::async_read_header(socket_, buffer_, *parser_,
                          [self = shared_from_this()](ErrorCode error, std::size_t) { self->take_head(error); });
}

void HttpConnection::give_up_reading() {
  too_late_ = true;
  ErrorCode error;
  socket_.cancel(error);
}

void HttpConnection::take_head(ErrorCode error) {
  if (error) return refuse(error);
  const http::request_header<>& head = parser_->get();
  request_.method = std::string(head.method_string().data(), head.method_string().size());
  request_.target = std::string(head.target().data(), head.target().size());
  // RFC 9112, section 3.2: one, except that old clients know none.
  const auto hosts = head.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && head.version() > kOldest)) {
    return refuse(RequestError(400, "bad_request", "the header", "it has not one field Host", "send one"));
  }
  if (hosts == 1) request_.host = field_text(head, http::field::host);
  request_.authorization = field_text(head, http::field::authorization);
  request_.content_type = field_text(head, http::field::content_type);
  request_.if_none_match = field_text(head, http::field::if_none_match);
  request_.origin = field_text(head, http::field::origin);
  const auto id = head.find("X-Request-Id");
  if (id != head.end() && is_request_id({id->value().data(), id->value().size()})) {
    request_.id = std::string(id->value().data(), id->value().size());
  }
  keep_alive_ = parser_->keep_alive();
  chunked_ = head.version() > kOldest;
  all_read_ = parser_->is_done();
  if (std::optional<HttpReply> known = all_.handler.answer_head(request_)) return reply(std::move(*known));
  if (all_read_) return take_body({});
  if (boost::beast::iequals(field_text(head, http::field::expect), "100-continue")) {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(socket_, asio::buffer(kContinue.data(), kContinue.size()),
                      [self = shared_from_this()](ErrorCode failed, std::size_t) {
                        return failed ? self->refuse(failed) : self->read_body();
                      });
    return;
  }
  read_body();
}

void HttpConnection::read_body() {
  http::async_read(socket_, buffer_, *parser_,
                   [self = shared_from_this()](ErrorCode error, std::size_t) { self->take_body(error); });
}

void HttpConnection::take_body(ErrorCode error) {
  if (error) return refuse(error);
  all_read_ = true;
  request_.body = std::move(parser_->get().body());
  expect_nothing();
  watch_for_leaving();
  all_.handler.answer(shared_from_this());
}

void HttpConnection::refuse(ErrorCode error) {
  if (too_late_) {
    return refuse(
        RequestError(408, "request_timeout", "the request", "it did not come to its end in time", "send it at once"));
  }
  if (error == http::error::end_of_stream || !is_of_http(error)) return close();
  refuse(fault_of(error, all_.limits));
}

void HttpConnection::refuse(const RequestError& fault) {
  keep_alive_ = false;
  reply(all_.handler.answer_fault(request_, fault));
}

void HttpConnection::watch_for_leaving() {
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this(), number = exchange_](ErrorCode error) {
    if (error || number != self->exchange_) return;
    // Bytes that came are the next request's; without any it is the end.
    if (self->socket_.available(error) == 0) self->close();
  });
}

void HttpConnection::put_head(const HttpReply& reply, std::optional<std::uint64_t> length) {
  // A request whose body was not read leaves a connection on which nobody knows where the next one begins.
  if (!all_read_ || all_.stopping || (!length && !chunked_)) keep_alive_ = false;
  http::response_header<> head;
  head.result(static_cast<unsigned>(reply.status));
  head.version(11);
  const auto text = [](std::string_view view) { return boost::beast::string_view(view.data(), view.size()); };
  if (!reply.content_type.empty()) head.set(http::field::content_type, text(reply.content_type));
  if (length) head.set(http::field::content_length, std::to_string(*length));
  if (!length && chunked_) head.set(http::field::transfer_encoding, "chunked");
  head.set(http::field::connection, keep_alive_ ? "keep-alive" : "close");
  head.set("X-Request-Id", text(request_.id));
  for (const auto& [name, value] : reply.headers) head.set(text(name), text(value));
  std::ostringstream stream;
  stream << head;
  waiting_ += stream.str();
}

void HttpConnection::reply(HttpReply reply) {
  std::uint64_t length = reply.body.size();
  if (!reply.file.empty()) {
    std::error_code error;
    file_.open(reply.file, std::ios::binary);
    length = std::filesystem::file_size(reply.file, error);
    if (error || !file_) {
      file_ = {};
      return this->reply(
          all_.handler.answer_fault(request_, {500, "unreadable", "the file", "it cannot be read now", "try again"}));
    }
  }
  const bool has_body = reply.status != 204 && reply.status != 304;
  put_head(reply, has_body ? std::optional(length) : std::optional<std::uint64_t>(0));
  if (request_.method == "HEAD" || !has_body) {
    file_ = {};
  } else {
    waiting_ += reply.body;
  }
  ends_ = true;
  send();
}

void HttpConnection::begin_stream(HttpReply head) {
  put_head(head, std::nullopt);
  send();
}

void HttpConnection::write(std::string_view part) {
  if (part.empty()) return;
  if (chunked_) {
    std::ostringstream size;
    size << std::hex << part.size();
    waiting_.append(size.str()).append("\r\n").append(part).append("\r\n");
  } else {
    waiting_ += part;
  }
  send();
}

void HttpConnection::end_stream() {
  if (chunked_) waiting_ += "0\r\n\r\n";
  ends_ = true;
  send();
}

void HttpConnection::read_file() {
  waiting_.resize(kMostSent);
  file_.read(waiting_.data(), static_cast<std::streamsize>(waiting_.size()));
  waiting_.resize(static_cast<std::size_t>(file_.gcount()));
  if (waiting_.empty()) file_ = {};
}

void HttpConnection::send() {
  if (sending_) return;
  if (waiting_.empty() && file_.is_open()) read_file();
  if (waiting_.empty()) {
    if (ends_) end_exchange();
    return;
  }
  sending_ = true;
  sent_.clear();
  std::swap(sent_, waiting_);
  sent_bytes_ = 0;
  send_some();
}

void HttpConnection::send_some() {
  expect_within(all_.limits.idle_timeout, &HttpConnection::close);
  const auto rest = std::string_view(sent_).substr(sent_bytes_, kMostSent);
  socket_.async_write_some(asio::buffer(rest.data(), rest.size()),
                           [self = shared_from_this()](ErrorCode error, std::size_t bytes) {
                             if (error) return self->close();
                             self->sent_bytes_ += bytes;
                             if (self->sent_bytes_ < self->sent_.size()) return self->send_some();
                             self->sending_ = false;
                             self->expect_nothing();
                             self->send();
                           });
}

void HttpConnection::end_exchange() {
  ++exchange_;
  leave_ = nullptr;
  ErrorCode error;
  socket_.cancel(error);
  if (!keep_alive_) return linger();
  asio::post(socket_.get_executor(), [self = shared_from_this()] { self->wait_for_request(); });
}

void HttpConnection::linger() {
  ErrorCode error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  if (error || all_read_) return close();
  expect_within(kLinger, &HttpConnection::close);
  discard();
}

void HttpConnection::discard() {
  sent_.resize(kMostSent);
  socket_.async_read_some(asio::buffer(sent_), [self = shared_from_this()](ErrorCode error, std::size_t) {
    return error ? self->close() : self->discard();
  });
}

void HttpConnection::expect_within(double seconds, void (HttpConnection::*otherwise)()) {
  timer_.expires_after(clock_duration(seconds));
  timer_.async_wait([self = shared_from_this(), otherwise, number = ++wait_](ErrorCode error) {
    if (!error && number == self->wait_) ((*self).*otherwise)();
  });
}

void HttpConnection::expect_nothing() {
  ++wait_;
  timer_.cancel();
}

void HttpConnection::close_if_idle() {
  if (idle_) close();
}

void HttpConnection::close() {
  ++exchange_;
  expect_nothing();
  ErrorCode error;
  socket_.close(error);
  if (const auto leave = std::exchange(leave_, nullptr)) leave();
}

}  // namespace glassgpt
