#pragma once

#include <chrono>
#include <cstdint>

#include "core/base/option.h"

namespace glassgpt {

/// What one client, or all of them together, may take of the server.
struct ServeLimits {
  int concurrent = 32;          ///< requests answered at the same time
  int queue = 128;              ///< requests that wait for one of these to end
  int connections = 512;        ///< open ones
  int max_body = 1'048'576;     ///< bytes of a request's body
  int max_header = 16'384;      ///< bytes of a request's header
  int max_prompt = 32'768;      ///< bytes of a prompt
  int max_answer = 4096;        ///< tokens of an answer
  double request_timeout = 60;  ///< seconds from a request to the end of its answer
  double read_timeout = 20;     ///< seconds in which a request has to arrive
  double idle_timeout = 60;     ///< seconds without a byte in either direction
  double stop_timeout = 20;     ///< seconds that what runs gets when the server is told to stop
};

/// The options of the limits.
inline constexpr Option<ServeLimits> kServeLimits[] = {
    option<&ServeLimits::concurrent>("concurrent", "concurrent", "Requests that are answered at the same time",
                                     {.least = 1, .most = 1024}),
    option<&ServeLimits::queue>("queue", "queue", "Requests that may wait besides, before others are sent away",
                                {.most = 100'000}),
    option<&ServeLimits::connections>("connections", "connections", "Connections that may be open",
                                      {.least = 1, .most = 100'000}),
    option<&ServeLimits::max_body>("max_body", "max-body", "Most bytes of a request",
                                   {.least = 1024, .most = 104'857'600}),
    option<&ServeLimits::max_header>("max_header", "max-header", "Most bytes of a request's header",
                                     {.least = 1024, .most = 1'048'576}),
    option<&ServeLimits::max_prompt>("max_prompt", "max-prompt", "Most bytes of a prompt",
                                     {.least = 1, .most = 104'857'600}),
    option<&ServeLimits::max_answer>("max_answer", "max-answer", "Most tokens of an answer",
                                     {.least = 1, .most = 100'000}),
    option<&ServeLimits::request_timeout>("request_timeout", "request-timeout",
                                          "Seconds from a request to the end of its answer",
                                          {.least = 0.01, .most = 86'400}),
    option<&ServeLimits::read_timeout>("read_timeout", "read-timeout", "Seconds in which a request has to arrive",
                                       {.least = 0.01, .most = 86'400}),
    option<&ServeLimits::idle_timeout>("idle_timeout", "idle-timeout",
                                       "Seconds without a byte after which a connection is closed",
                                       {.least = 0.01, .most = 86'400}),
    option<&ServeLimits::stop_timeout>("stop_timeout", "stop-timeout",
                                       "Seconds that running requests get when the server is told to stop",
                                       {.most = 86'400}),
};

/// What times of requests are measured by.
using Clock = std::chrono::steady_clock;

/// Now, in seconds since 1970.
inline std::int64_t unix_time() {
  using std::chrono::system_clock;
  return std::chrono::duration_cast<std::chrono::seconds>(system_clock::now().time_since_epoch()).count();
}

/// Seconds as a clock counts them.
inline Clock::duration clock_duration(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// What a clock counted, in seconds.
inline double in_seconds(Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace glassgpt
