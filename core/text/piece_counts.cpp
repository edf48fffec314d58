#include "piece_counts.h"

#include <algorithm>

namespace glassgpt {

void PieceCounts::add(std::string_view piece) {
  const auto counted = counts_.find(piece);
  if (counted == counts_.end()) {
    counts_.emplace(piece, 1);
  } else {
    ++counted->second;
  }
}

std::vector<PieceCounts::Count> PieceCounts::most_frequent_first() const {
  std::vector<Count> pieces(counts_.begin(), counts_.end());
  std::sort(pieces.begin(), pieces.end(), [](const Count& a, const Count& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  return pieces;
}

}  // namespace glassgpt
