#include "native/serve/server_log.h"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <utility>

namespace glassgpt {

namespace {

constexpr double kMillisecond = 0.001;

/// Now, as ISO 8601 has it, in UTC.
std::string time_text() {
  using std::chrono::system_clock;
  const auto now = std::chrono::floor<std::chrono::milliseconds>(system_clock::now());
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(system_clock::to_time_t(second)),
                     (now - second).count());
}

}  // namespace

void ServerLog::write(std::string_view name, const Json& fields) {
  Json line = {{"event", name}, {"time", time_text()}};
  line.update(fields);
  if (try_print(json_line(line))) ++lines_lost_;
}

void ServerLog::request(const RequestRecord& record) {
  if (form_ == LogForm::none) return;
  const double milliseconds = record.seconds / kMillisecond;
  if (form_ == LogForm::text) {
    std::string line = fmt::format("{} {} {}, {:.1f} ms", record.method, record.path, record.status, milliseconds);
    if (record.prompt_tokens > 0) line += fmt::format(", {} + {} tokens", record.prompt_tokens, record.answer_tokens);
    if (!record.end.empty()) line += ", " + record.end;
    line += ", " + record.id;
    if (!record.prompt.empty()) line += ": " + record.prompt + " -> " + record.answer;
    return log_info(line);
  }
  Json fields = {{"request", record.id},
                 {"method", record.method},
                 {"path", record.path},
                 {"status", record.status},
                 {"milliseconds", milliseconds},
                 {"prompt_tokens", record.prompt_tokens},
                 {"answer_tokens", record.answer_tokens},
                 {"end", record.end}};
  if (!record.prompt.empty()) {
    fields["prompt"] = record.prompt;
    fields["answer"] = record.answer;
  }
  write("request", fields);
}

void ServerLog::event(std::string_view name, std::string_view line, Json fields) {
  if (form_ == LogForm::none) return;
  if (form_ == LogForm::text) return log_info(line);
  fields["message"] = line;
  write(name, fields);
}

void ServerLog::warning(std::string_view name, std::string_view line, Json fields) {
  if (form_ != LogForm::json) return log_warning(line);
  fields["message"] = line;
  write(name, fields);
}

}  // namespace glassgpt
