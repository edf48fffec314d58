#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace glassgpt {

/// One line on standard error that is written over and over; nothing at all where that is no terminal.
class ProgressBar {
 public:
  ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() { clear(); }

  [[nodiscard]] bool visible() const { return visible_; }

  /// Whether the line is old enough to be drawn again: at most ten times a second.
  [[nodiscard]] bool due() const;

  /// Draws `label [====>    ] 42%  details`, as much of it as the terminal is wide.
  /// @param fraction  done, 0 … 1; if nobody knows, there is no bar
  void draw(std::string_view label, std::optional<double> fraction, std::string_view details);

  /// Takes the line away, so that another can be written in its place.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool visible_;
  std::size_t drawn_columns_ = 0;
  Clock::time_point drawn_at_;
};

}  // namespace glassgpt
