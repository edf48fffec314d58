#include "native/activity.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <utility>

#include "native/json_text.h"
#include "native/output.h"

namespace glassgpt {

namespace {

/// Of the process, like its logger.
std::atomic<bool> in_json{false};

constexpr std::chrono::milliseconds kBetweenLooks{250};
/// Before the bar appears: what is done at once needs none.
constexpr std::chrono::seconds kBeforeBar{1};

}  // namespace

void tell_activities_in_json() {
  in_json = true;
}

Activity::Activity(std::string what, std::string file) : what_(std::move(what)), file_(std::move(file)) {
  try {
    watcher_ = std::thread([this] { watch(); });
  } catch (const std::system_error&) {  // NOLINT(bugprone-empty-catch)
    // The work can be done without: where a system gives no thread, it is done in silence.
  }
}

Activity::~Activity() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ended_signal_.notify_one();
  if (watcher_.joinable()) watcher_.join();
}

void Activity::set_fraction(double fraction) {
  const std::lock_guard lock(mutex_);
  progress_.fraction = std::clamp(fraction, 0.0, 1.0);
}

void Activity::set_bytes(std::uintmax_t done, std::uintmax_t all) {
  const std::lock_guard lock(mutex_);
  progress_.bytes = done;
  progress_.all = all;
  if (all > 0) progress_.fraction = std::clamp(static_cast<double>(done) / static_cast<double>(all), 0.0, 1.0);
}

void Activity::watch() {
  std::unique_lock lock(mutex_);
  while (!ended_signal_.wait_for(lock, kBetweenLooks, [this] { return ended_; })) {
    const Progress progress = progress_;
    lock.unlock();
    if (bar_.visible() && !in_json) {
      if (Clock::now() - begin_ >= kBeforeBar) draw(progress);
    } else if (silence() >= kLongestSilence) {
      write_line(progress);
    }
    lock.lock();
  }
}

double Activity::seconds() const {
  return std::chrono::duration<double>(Clock::now() - begin_).count();
}

std::string Activity::details(const Progress& progress) const {
  std::string time = duration(seconds());
  if (progress.bytes == 0) return time;
  const std::string all = progress.all > 0 ? " of " + size_text(progress.all) : "";
  const auto speed = static_cast<std::uintmax_t>(static_cast<double>(progress.bytes) / std::max(seconds(), 1e-3));
  return fmt::format("{}{}, {}/s, {}", size_text(progress.bytes), all, size_text(speed), time);
}

void Activity::draw(const Progress& progress) {
  bar_.draw(file_.empty() ? what_ : what_ + " " + file_, progress.fraction, details(progress));
}

void Activity::write_line(const Progress& progress) const {
  if (in_json) {
    Json event = {{"event", "progress"}, {"activity", what_}, {"seconds", seconds()}};
    if (!file_.empty()) event["file"] = file_;
    if (progress.fraction) event["fraction"] = *progress.fraction;
    if (progress.bytes > 0) event["bytes"] = progress.bytes;
    // Whoever writes the next event hears if nobody listens any more.
    static_cast<void>(try_print(json_line(event)));
    return;
  }
  const std::string part = progress.fraction ? fmt::format("{:.0f}%, ", kPercent * *progress.fraction) : "";
  const std::string label = file_.empty() ? what_ : fmt::format("{:<8}  {}", what_, file_);
  log_info(fmt::format("{}: {}{} so far", label, part, details(progress)));
}

}  // namespace glassgpt
