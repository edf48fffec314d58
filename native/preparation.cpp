#include "native/preparation.h"

#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <string>

#include "native/output.h"
#include "native/progress_bar.h"

namespace glassgpt {

namespace {

/// Before the bar appears: most data is ready by then.
constexpr std::chrono::milliseconds kBeforeBar{300};
/// Between two lines, where there is no bar.
constexpr std::chrono::seconds kBetweenLines{10};

}  // namespace

void prepare(Session& session, Preparation what) {
  using Clock = std::chrono::steady_clock;
  const std::string text = what == Preparation::vocabulary ? "making the vocabulary" : "preparing the data";
  const Clock::time_point begun = Clock::now();
  Clock::time_point told = begun;
  ProgressBar bar;
  session.begin_preparation(what);
  while (true) {
    const PreparationProgress progress = session.prepare_item();
    if (progress.ready) return;
    const Clock::time_point now = Clock::now();
    if (bar.due() && now - begun >= kBeforeBar) bar.draw(text, progress.share(), "");
    if (bar.visible() || now - told < kBetweenLines) continue;
    told = now;
    log_info(fmt::format("{}: {:.0f}%", text, 100 * progress.share()));
  }
}

}  // namespace glassgpt
