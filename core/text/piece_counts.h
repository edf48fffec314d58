#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace glassgpt {

/// How often each of many pieces of text occurs.
class PieceCounts {
 public:
  /// A piece, and how often it occurs.
  using Count = std::pair<std::string_view, std::size_t>;

  /// Counts a piece.
  void add(std::string_view piece);

  /// All of them by falling frequency, ties in byte order. They point into this.
  [[nodiscard]] std::vector<Count> most_frequent_first() const;

 private:
  /// Finds a std::string by a std::string_view.
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> counts_;
};

}  // namespace glassgpt
