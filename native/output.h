#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glassgpt {

/// The text with its control characters replaced, so that no model and no file can command the terminal it is shown
/// on. @param text  UTF-8
std::string safe_text(std::string_view text);

/// Columns that the text takes, counting one for each code point. @param text  UTF-8
std::size_t text_width(std::string_view text);

/// The text, shortened to so many columns if it is longer, its end then replaced by an ellipsis.
std::string fit(std::string_view text, std::size_t columns);

/// What a share of 1 is, in percent.
inline constexpr double kPercent = 100;

/// The digits of a whole number that is not negative, in groups of three: 1,234,567.
std::string grouped_digits(std::string digits);

/// 1234567 as 1,234,567.
template <std::integral Whole>
std::string grouped(Whole number) {
  return grouped_digits(std::to_string(number));
}

/// "1 example", "2,000 examples".
template <std::integral Whole>
std::string counted(Whole number, std::string_view noun) {
  return grouped(number).append(" ").append(noun).append(number == 1 ? "" : "s");
}

/// Seconds as m:ss or h:mm:ss.
std::string duration(double seconds);

/// Bytes as people read them: "1.2 MB", of 1,000 KB each.
std::string size_text(std::uintmax_t bytes);

/// Writes to standard output at once. @return why it cannot be written, or nothing if it was
std::optional<std::string> try_print(std::string_view text);

/// Writes to standard output at once. @throws Failure if it cannot be written, saying why
void print(std::string_view text);

/// Sends log lines to standard error: call once, first.
void start_logging();

/// From now on only warnings and errors.
void log_only_warnings();

/// From now on nothing but errors, on standard output neither: another process tells the rest.
void write_only_errors();

// A line each, control characters replaced.
void log_info(std::string_view line);
void log_note(std::string_view line);
void log_warning(std::string_view line);
void log_error(std::string_view line);

/// Lines so far for which standard error had no room, or nobody to read them.
std::size_t log_lines_lost();

/// Longest time without a line while the program works.
inline constexpr std::chrono::seconds kLongestSilence{8};

/// How long ago the last line was written, to either stream; at first, how long ago logging started.
std::chrono::steady_clock::duration silence();

}  // namespace glassgpt
