#include "native/output.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

#include "native/failure.h"

namespace glassgpt {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

unsigned char byte(char character) {
  return static_cast<unsigned char>(character);
}

bool starts_code_point(char character) {
  return (byte(character) & 0xC0U) != 0x80U;
}

/// U+0080 to U+009F, which some terminals obey like escape sequences: C2 80 to C2 9F in UTF-8.
bool is_c1_control(std::string_view text, std::size_t at) {
  return byte(text[at]) == 0xC2 && at + 1 < text.size() && byte(text[at + 1]) >= 0x80 && byte(text[at + 1]) <= 0x9F;
}

// The logger is the process's, and so is when it was used last, how often in vain, and what is written at all.
// NOLINTNEXTLINE(bugprone-throwing-static-initialization): only by its declaration
std::atomic<std::chrono::steady_clock::time_point> last_line;
std::atomic<std::size_t> lines_lost = 0;
std::atomic<bool> writes_only_errors = false;

/// Before the line is written, so that a reader who has seen it finds the silence begun.
void note_line() {
  last_line = std::chrono::steady_clock::now();
}

/// Writes a line, if it is as serious as is wanted.
void write_line(spdlog::level::level_enum level, std::string_view line) {
  if (!spdlog::should_log(level)) return;
  note_line();
  spdlog::log(level, "{}", safe_text(line));
  if (std::ferror(stderr) == 0) return;
  std::clearerr(stderr);
  ++lines_lost;
}

/// What a line begins with says how serious it is.
class LevelPrefix : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& line) override {
    const std::string_view prefix = prefix_of(message.level);
    line.append(prefix.data(), prefix.data() + prefix.size());
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<LevelPrefix>();
  }

 private:
  static std::string_view prefix_of(spdlog::level::level_enum level) {
    if (level >= spdlog::level::err) return "glassgpt: ";
    return level == spdlog::level::warn ? "warning: " : "";
  }
};

}  // namespace

std::string safe_text(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (byte(text[i]) < 0x20 || byte(text[i]) == 0x7F) {
      safe.append(kReplacement);
    } else if (is_c1_control(text, i)) {
      safe.append(kReplacement);
      ++i;
    } else {
      safe.push_back(text[i]);
    }
  }
  return safe;
}

std::size_t text_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

std::string fit(std::string_view text, std::size_t columns) {
  if (text_width(text) <= columns) return std::string(text);
  if (columns == 0) return {};
  std::size_t kept = 0;
  std::size_t bytes = 0;
  while (bytes < text.size() && (kept < columns - 1 || !starts_code_point(text[bytes]))) {
    ++bytes;
    if (bytes == text.size() || starts_code_point(text[bytes])) ++kept;
  }
  return std::string(text.substr(0, bytes)).append(kEllipsis);
}

std::string grouped_digits(std::string digits) {
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string duration(double seconds) {
  const long long whole = std::llround(std::max(seconds, 0.0));
  const long long minutes = whole / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, whole % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60);
}

std::string size_text(std::uintmax_t bytes) {
  constexpr double kStep = 1000;
  constexpr double kFewDigits = 10;
  auto size = static_cast<double>(bytes);
  if (size < kStep) return counted(bytes, "byte");
  size /= kStep;
  std::string_view unit = "KB";
  for (const std::string_view larger : {"MB", "GB", "TB"}) {
    if (size < kStep) break;
    size /= kStep;
    unit = larger;
  }
  return size < kFewDigits ? fmt::format("{:.1f} {}", size, unit) : fmt::format("{:.0f} {}", size, unit);
}

std::optional<std::string> try_print(std::string_view text) {
  note_line();
  if (writes_only_errors) return std::nullopt;
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return std::nullopt;
  const std::error_code error(errno, std::generic_category());
  // Closed by who reads it, or before the program began.
  if (error == std::errc::broken_pipe || error == std::errc::bad_file_descriptor) return "it was closed";
  return "it cannot be written: " + error.message();
}

void print(std::string_view text) {
  if (const auto reason = try_print(text)) {
    throw Failure("standard output", *reason, "keep it open, with room for what is written, until the program ends");
  }
}

void start_logging() {
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<LevelPrefix>('*').set_pattern("%*%v");
  auto logger = std::make_shared<spdlog::logger>("glassgpt", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::move(formatter));
  // A terminal that is gone is no reason to complain, least of all to that terminal.
  logger->set_error_handler([](const std::string&) {});
  spdlog::set_default_logger(std::move(logger));
  note_line();
}

void log_only_warnings() {
  spdlog::set_level(std::max(spdlog::get_level(), spdlog::level::warn));
}

void write_only_errors() {
  writes_only_errors = true;
  spdlog::set_level(spdlog::level::err);
}

void log_info(std::string_view line) {
  write_line(spdlog::level::info, line);
}

void log_note(std::string_view line) {
  log_info(std::string("note: ").append(line));
}

void log_warning(std::string_view line) {
  write_line(spdlog::level::warn, line);
}

void log_error(std::string_view line) {
  write_line(spdlog::level::err, line);
}

std::size_t log_lines_lost() {
  return lines_lost;
}

std::chrono::steady_clock::duration silence() {
  return std::chrono::steady_clock::now() - last_line.load();
}

}  // namespace glassgpt
