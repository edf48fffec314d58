#include "piece_counts.h"

#include <algorithm>

namespace glassgpt {

void PieceCounts::add_all(std::span<const std::string_view> pieces) {
  pieces_.for_each(pieces, [this](std::string_view piece, PieceTable::Hash hash) { add(piece, hash, 1); });
}

void PieceCounts::add(std::string_view piece, PieceTable::Hash hash, std::size_t times) {
  const std::size_t number = pieces_.add(piece, hash);
  if (number == counts_.size()) counts_.push_back(0);
  counts_[number] += times;
}

std::vector<PieceCounts::Count> PieceCounts::all() const {
  std::vector<Count> pieces;
  pieces.reserve(counts_.size());
  for (std::size_t i = 0; i < counts_.size(); ++i) pieces.emplace_back(pieces_[i], counts_[i]);
  return pieces;
}

std::vector<PieceCounts::Count> PieceCounts::most_frequent_first() const {
  std::vector<Count> pieces = all();
  std::sort(pieces.begin(), pieces.end(), [](const Count& a, const Count& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  return pieces;
}

}  // namespace glassgpt
