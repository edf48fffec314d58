#include "plateau.h"

#include <algorithm>
#include <iterator>

namespace glassgpt {

void PlateauDetector::restart() {
  *this = PlateauDetector(losses_, questions_, window_);
}

void PlateauDetector::add(double loss, std::size_t tokens) {
  sum_ += loss * static_cast<double>(tokens);
  tokens_ += static_cast<double>(tokens);
  steps_ += 1;
  if (steps_ < window_) return;
  std::shift_left(std::begin(means_), std::end(means_), 1);
  means_[kWindows - 1] = tokens_ > 0 ? sum_ / tokens_ : 0;
  windows_ += 1;
  steps_ = 0;
  sum_ = tokens_ = 0;
}

bool PlateauDetector::has_learned() const {
  if (!window_ended()) return false;
  return questions_ ? known_.reaches(kHardly) : loss() < kLittle * losses_.words;
}

bool PlateauDetector::detected() const {
  if (!window_ended() || windows_ < kWindows || loss() <= kFalls * means_[0]) return false;
  if (questions_) return known_.checked > 0 && !known_.reaches(kHardly);
  // Where no word tells anything about the next one, there is nothing more to learn.
  return loss() > kLittle * losses_.words && losses_.order < kLittle * losses_.words;
}

}  // namespace glassgpt
