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
  } catch (const std::system_error&) {
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
  fraction_ = std::clamp(fraction, 0.0, 1.0);
}

void Activity::watch() {
  std::unique_lock lock(mutex_);
  while (!ended_signal_.wait_for(lock, kBetweenLooks, [this] { return ended_; })) {
    const std::optional<double> fraction = fraction_;
    lock.unlock();
    if (bar_.visible() && !in_json) {
      if (Clock::now() - begin_ >= kBeforeBar) draw(fraction);
    } else if (silence() >= kLongestSilence) {
      write_line(fraction);
    }
    lock.lock();
  }
}

void Activity::draw(std::optional<double> fraction) {
  const double seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  bar_.draw(file_.empty() ? what_ : what_ + " " + file_, fraction, duration(seconds));
}

void Activity::write_line(std::optional<double> fraction) const {
  const double seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  if (in_json) {
    Json event = {{"event", "progress"}, {"activity", what_}, {"seconds", seconds}};
    if (!file_.empty()) event["file"] = file_;
    if (fraction) event["fraction"] = *fraction;
    // Whoever writes the next event hears if nobody listens any more.
    static_cast<void>(try_print(json_line(event)));
    return;
  }
  const std::string part = fraction ? fmt::format("{:.0f}%, ", kPercent * *fraction) : "";
  const std::string label = file_.empty() ? what_ : fmt::format("{:<8}  {}", what_, file_);
  log_info(fmt::format("{}: {}{} so far", label, part, duration(seconds)));
}

}  // namespace glassgpt
