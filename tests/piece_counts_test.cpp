#include "core/text/piece_counts.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/text/piece_table.h"

namespace glassgpt {
namespace {

/// Of few letters, so that many are the same; the empty one among them.
std::string random_piece(Rng& rng) {
  std::string piece(static_cast<std::size_t>(rng.below(9)), 'a');
  for (char& letter : piece) letter = static_cast<char>(letter + static_cast<char>(rng.below(6)));
  return piece;
}

TEST(PieceTable, NumbersPiecesInTheOrderInWhichTheyCame) {
  PieceTable table;
  std::map<std::string, std::size_t> expected;
  Rng rng(1);
  for (int i = 0; i < 300'000; ++i) {
    const std::string piece = random_piece(rng);
    const auto number = expected.emplace(piece, expected.size()).first->second;
    ASSERT_EQ(table.add(piece), number) << piece;
  }
  ASSERT_EQ(table.size(), expected.size());
  for (const auto& [piece, number] : expected) {
    EXPECT_EQ(table.find(piece), number) << piece;
    EXPECT_EQ(table[number], piece);
    EXPECT_EQ(table.find(piece + "!"), std::nullopt) << piece;
  }
}

TEST(PieceCounts, CountAsAMapDoes) {
  PieceCounts counts;
  std::map<std::string, std::size_t> expected;
  Rng rng(2);
  for (int i = 0; i < 100'000; ++i) {
    const std::string piece = random_piece(rng);
    const auto times = static_cast<std::size_t>(1 + rng.below(3));
    counts.add(piece, times);
    expected[piece] += times;
  }
  std::map<std::string, std::size_t> counted;
  for (const auto& [piece, count] : counts.all()) counted.emplace(piece, count);
  EXPECT_EQ(counted, expected);
}

TEST(PieceCounts, SortByFrequencyAndThenByBytes) {
  PieceCounts counts;
  for (const char* piece : {"b", "a", "\xC3\xA9", "c", "a", "c"}) counts.add(piece);
  using Counts = std::vector<PieceCounts::Count>;
  EXPECT_EQ(counts.most_frequent_first(), (Counts{{"a", 2}, {"c", 2}, {"b", 1}, {"\xC3\xA9", 1}}));
  EXPECT_EQ(counts.all(), (Counts{{"b", 1}, {"a", 2}, {"\xC3\xA9", 1}, {"c", 2}}));
}

}  // namespace
}  // namespace glassgpt
