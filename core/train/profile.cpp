#include "profile.h"

#include <algorithm>
#include <utility>

namespace glassgpt {

Profile::Profile(Clock clock) : clock_(std::move(clock)) {}

std::vector<Profile::Entry> Profile::entries() const {
  std::vector<Entry> sorted = entries_;
  // A backward pass meets the operations in the reverse order of the forward pass before it.
  const auto first_seen = [this](const std::string& operation) {
    return std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.operation == operation; });
  };
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Entry& a, const Entry& b) {
    return std::pair(a.direction, first_seen(a.operation)) < std::pair(b.direction, first_seen(b.operation));
  });
  return sorted;
}

double Profile::seconds() const {
  double sum = other_seconds_;
  for (const Entry& entry : entries_) sum += entry.seconds;
  return sum;
}

void Profile::begin_step() {
  in_step_ = true;
  lap_began_ = clock_();
}

void Profile::begin_item() {
  if (in_step_) other_seconds_ += lap();
}

void Profile::end_item(std::string_view operation, Direction direction, double flops) {
  if (!in_step_) return;
  auto it = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.operation == operation && entry.direction == direction;
  });
  if (it == entries_.end()) {
    it = entries_.insert(it, {.operation = std::string(operation), .direction = direction});
  }
  it->seconds += lap();
  it->flops += flops;
}

void Profile::end_step() {
  if (!in_step_) return;
  other_seconds_ += lap();
  in_step_ = false;
  steps_ += 1;
}

/// Seconds since the last lap, which ends now.
double Profile::lap() {
  const double began = std::exchange(lap_began_, clock_());
  return lap_began_ - began;
}

}  // namespace glassgpt
