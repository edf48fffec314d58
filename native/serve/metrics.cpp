#include "native/serve/metrics.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <fstream>

namespace glassgpt {

namespace {

/// The lines that go before a metric's values.
std::string head(std::string_view name, std::string_view type, std::string_view help) {
  return fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

std::string gauge(std::string_view name, std::string_view help, double value) {
  return head(name, "gauge", help) + fmt::format("{} {}\n", name, value);
}

std::string counter(std::string_view name, std::string_view help, std::uint64_t value) {
  return head(name, "counter", help) + fmt::format("{} {}\n", name, value);
}

/// A label's value, in which these three characters are escaped.
std::string label_text(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

/// Bytes of memory that the process has, as Linux tells; 0 elsewhere.
std::uint64_t resident_bytes() {
  constexpr std::uint64_t kPage = 4096;
  std::ifstream stream("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  return stream >> all >> resident ? resident * kPage : 0;
}

}  // namespace

void Histogram::add(double value) {
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), value);
  ++counts_[static_cast<std::size_t>(bound - kBounds.begin())];
  sum_ += value;
}

std::string Histogram::text(std::string_view name, std::string_view help) const {
  std::string text = head(name, "histogram", help);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < kBounds.size(); ++i) {
    below += counts_[i];
    text += fmt::format("{}_bucket{{le=\"{}\"}} {}\n", name, kBounds[i], below);
  }
  const std::uint64_t all = below + counts_.back();
  return text + fmt::format("{}_bucket{{le=\"+Inf\"}} {}\n{}_sum {}\n{}_count {}\n", name, all, name, sum_, name, all);
}

void Metrics::add_reply(std::string_view endpoint, int status, double seconds) {
  ++replies_[{std::string(endpoint), status}];
  seconds_.add(seconds);
}

void Metrics::add_tokens(std::size_t prompt, std::size_t answer) {
  prompt_tokens_ += prompt;
  answer_tokens_ += answer;
}

std::string Metrics::text(const ServerState& state) const {
  std::string text = head("glassgpt_replies_total", "counter", "Replies by endpoint and status of HTTP.");
  for (const auto& [key, count] : replies_) {
    text += fmt::format("glassgpt_replies_total{{endpoint=\"{}\",status=\"{}\"}} {}\n", label_text(key.first),
                        key.second, count);
  }
  text += seconds_.text("glassgpt_reply_seconds", "Time from a request's first byte to the end of its reply.");
  text += first_token_.text("glassgpt_first_token_seconds", "Time from a request's first byte to its first token.");
  text += counter("glassgpt_prompt_tokens_total", "Tokens read of prompts.", prompt_tokens_);
  text += counter("glassgpt_answer_tokens_total", "Tokens generated.", answer_tokens_);
  text += counter("glassgpt_clients_left_total", "Clients that left before they had their answer.", left_);
  text += head("glassgpt_reloads_total", "counter", "Model files that were to be loaded anew.");
  text += fmt::format("glassgpt_reloads_total{{result=\"loaded\"}} {}\n", reloads_);
  text += fmt::format("glassgpt_reloads_total{{result=\"failed\"}} {}\n", failed_reloads_);
  text += counter("glassgpt_log_lines_lost_total", "Lines of the log that could not be written.", state.log_lines_lost);
  const auto number = [](std::size_t count) { return static_cast<double>(count); };
  text += gauge("glassgpt_requests_running", "Requests that are being answered.", number(state.running));
  text += gauge("glassgpt_requests_waiting", "Requests in the queue.", number(state.waiting));
  text += gauge("glassgpt_places", "Requests that can be answered at the same time.", number(state.places));
  text += gauge("glassgpt_connections", "Open connections.", number(state.connections));
  text += gauge("glassgpt_ready", "1 if requests are taken.", state.ready ? 1 : 0);
  text += head("glassgpt_model_info", "gauge", "The model that is served.");
  text += fmt::format("glassgpt_model_info{{model=\"{}\",digest=\"{}\"}} 1\n", label_text(state.model),
                      label_text(state.digest));
  text += gauge("process_resident_memory_bytes", "Memory of the process.", static_cast<double>(resident_bytes()));
  return text;
}

}  // namespace glassgpt
