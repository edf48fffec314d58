#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "native/progress_bar.h"

namespace glassgpt {

/// Something that is under way and may take long: reading a file, preparing data, saving. While it lives, nobody takes
/// the program for one that hangs: on a terminal there is a progress bar from the first second on, elsewhere a line
/// whenever kLongestSilence has passed without one. Whoever has one writes no lines meanwhile.
class Activity {
 public:
  /// @param what  such as "reading"
  /// @param file  what is read or written; may be empty
  Activity(std::string what, std::string file);
  Activity(const Activity&) = delete;
  Activity& operator=(const Activity&) = delete;
  ~Activity();

  /// Tells how much of it is done, 0 … 1, if that is known.
  void set_fraction(double fraction);

  /// Tells how many bytes are done; with their speed it is shown. @param all  in the end; 0 if nobody knows
  void set_bytes(std::uintmax_t done, std::uintmax_t all);

 private:
  using Clock = std::chrono::steady_clock;

  /// How much is done.
  struct Progress {
    std::optional<double> fraction;
    std::uintmax_t bytes = 0;  ///< 0 if they are not counted
    std::uintmax_t all = 0;    ///< of them; 0 if nobody knows
  };

  void watch();
  [[nodiscard]] double seconds() const;
  /// "120 MB of 500 MB, 41 MB/s, 0:03".
  [[nodiscard]] std::string details(const Progress& progress) const;
  void draw(const Progress& progress);
  void write_line(const Progress& progress) const;

  std::string what_;
  std::string file_;
  ProgressBar bar_;
  Clock::time_point begin_ = Clock::now();

  std::mutex mutex_;
  std::condition_variable ended_signal_;
  bool ended_ = false;   ///< by the mutex
  Progress progress_;    ///< by the mutex
  std::thread watcher_;  ///< last: it uses the others
};

/// From now on, activities are told as JSON lines on standard output, as docs/cli.md describes them.
void tell_activities_in_json();

}  // namespace glassgpt
