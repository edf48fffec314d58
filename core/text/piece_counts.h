#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "piece_table.h"

namespace glassgpt {

/// How often each of many pieces of text occurs.
class PieceCounts {
 public:
  /// A piece, and how often it occurs.
  using Count = std::pair<std::string_view, std::size_t>;

  /// Counts a piece, so many times.
  void add(std::string_view piece, std::size_t times = 1) { add(piece, PieceTable::hash_of(piece), times); }
  /// Counts each of several.
  void add_all(std::span<const std::string_view> pieces);

  /// All of them in the order in which they came first, or by falling frequency, ties in byte order. They point into
  /// this, until another one is added.
  [[nodiscard]] std::vector<Count> all() const;
  [[nodiscard]] std::vector<Count> most_frequent_first() const;

 private:
  void add(std::string_view piece, PieceTable::Hash hash, std::size_t times);

  PieceTable pieces_;
  std::vector<std::size_t> counts_;  ///< by the pieces' numbers
};

}  // namespace glassgpt
