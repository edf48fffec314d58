#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace glassgpt {

/// How often values fell below some bounds.
class Histogram {
 public:
  /// Takes note of a value.
  void add(double value);
  /// As Prometheus reads it.
  [[nodiscard]] std::string text(std::string_view name, std::string_view help) const;

 private:
  /// Seconds. Answers of small models take milliseconds.
  static constexpr std::array<double, 14> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                     0.25,  0.5,    1,     2.5,  5,     10,   30};

  std::array<std::uint64_t, kBounds.size() + 1> counts_{};
  double sum_ = 0;
};

/// What is so at the moment.
struct ServerState {
  std::size_t running = 0;      ///< requests that are answered
  std::size_t waiting = 0;      ///< requests in the queue
  std::size_t places = 0;       ///< requests that can be answered at the same time
  std::size_t connections = 0;  ///< open ones
  std::string model;            ///< its name
  std::string digest;           ///< of its file
  bool ready = false;           ///< whether requests are taken
  std::size_t log_lines_lost = 0;
};

/// What is counted of the server. For one thread.
class Metrics {
 public:
  /// A request got its reply.
  void add_reply(std::string_view endpoint, int status, double seconds);
  /// The first token of an answer came, so long after the request.
  void add_first_token(double seconds) { first_token_.add(seconds); }
  /// Tokens were read or generated.
  void add_tokens(std::size_t prompt, std::size_t answer);
  /// A client left before it had its answer.
  void add_left() { ++left_; }
  /// Another model file was to be loaded.
  void add_reload(bool worked) { ++(worked ? reloads_ : failed_reloads_); }

  /// All of it in Prometheus' text format, version 0.0.4.
  [[nodiscard]] std::string text(const ServerState& state) const;

 private:
  std::map<std::pair<std::string, int>, std::uint64_t> replies_;
  Histogram seconds_;
  Histogram first_token_;
  std::uint64_t prompt_tokens_ = 0;
  std::uint64_t answer_tokens_ = 0;
  std::uint64_t left_ = 0;
  std::uint64_t reloads_ = 0;
  std::uint64_t failed_reloads_ = 0;
};

}  // namespace glassgpt
