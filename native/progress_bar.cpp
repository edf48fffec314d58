#include "native/progress_bar.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "native/output.h"
#include "native/platform.h"

namespace glassgpt {

namespace {

constexpr std::chrono::milliseconds kBetweenDrawings{100};

void write_to_stderr(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::string bar(double fraction, std::size_t columns) {
  const auto full = static_cast<std::size_t>(fraction * static_cast<double>(columns));
  std::string text(full, '=');
  if (full < columns) text += '>';
  text.resize(columns, ' ');
  return "[" + text + "]";
}

}  // namespace

ProgressBar::ProgressBar() : visible_(stderr_is_terminal()) {}

bool ProgressBar::due() const {
  return visible_ && (drawn_columns_ == 0 || Clock::now() - drawn_at_ >= kBetweenDrawings);
}

void ProgressBar::draw(std::string_view label, std::optional<double> fraction, std::string_view details) {
  if (!visible_) return;
  constexpr std::size_t kMostBar = 30;
  constexpr std::size_t kLeastBar = 5;
  // The last column stays free: some terminals go on to the next line once it is written.
  const auto columns = static_cast<std::size_t>(std::max(terminal_width() - 1, 1));
  const std::string percent = fraction ? fmt::format(" {:3.0f}%", kPercent * *fraction) : "";
  const std::string rest = fmt::format("{}  {}", percent, details);
  const std::size_t others = text_width(label) + 3 + text_width(rest);
  std::string line = safe_text(label);
  if (fraction && others + kLeastBar <= columns) line += " " + bar(*fraction, std::min(columns - others, kMostBar));
  line = fit(line + rest, columns);
  const std::size_t width = text_width(line);
  const std::string over_the_old(drawn_columns_ > width ? drawn_columns_ - width : 0, ' ');
  write_to_stderr("\r" + line + over_the_old);
  drawn_columns_ = width;
  drawn_at_ = Clock::now();
}

void ProgressBar::clear() {
  if (drawn_columns_ == 0) return;
  write_to_stderr("\r" + std::string(drawn_columns_, ' ') + "\r");
  drawn_columns_ = 0;
}

}  // namespace glassgpt
