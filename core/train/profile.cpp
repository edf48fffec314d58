#include "profile.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace glassgpt {

Profile::Profile(Clock clock) : clock_(std::move(clock)) {
  for (std::size_t d = 0; d < kDirections; ++d) {
    for (std::size_t o = 0; o < kOperations; ++o) {
      entries_[d][o] = {.operation = static_cast<Operation>(o), .direction = static_cast<Direction>(d)};
    }
  }
}

std::vector<Profile::Entry> Profile::entries() const {
  std::vector<Entry> used;
  for (const auto& of_direction : entries_) {
    std::copy_if(of_direction.begin(), of_direction.end(), std::back_inserter(used),
                 [](const Entry& entry) { return entry.seconds > 0; });
  }
  return used;
}

double Profile::seconds() const {
  double sum = other_seconds_;
  for (const Entry& entry : entries()) sum += entry.seconds;
  return sum;
}

void Profile::begin(const Piece& piece) {
  if (piece.operation == Operation::batch) {
    in_step_ = true;
    lap_began_ = clock_();
  } else if (in_step_) {
    other_seconds_ += lap();
  }
}

void Profile::end(const Piece& piece) {
  if (!in_step_) return;
  Entry& entry = entries_[static_cast<std::size_t>(piece.direction)][static_cast<std::size_t>(piece.operation)];
  entry.seconds += lap();
  entry.operations += piece.operations;
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
