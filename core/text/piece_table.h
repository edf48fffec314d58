#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace glassgpt {

/// Distinct pieces of text, numbered from 0 in the order in which they came. It is made for hundreds of millions of
/// look-ups among up to millions of pieces, most of which no cache of the processor holds: to find a piece that is not
/// long takes one line of memory, which for_each() asks for some pieces before it is needed.
class PieceTable {
 public:
  using Hash = std::uint32_t;

  /// What the other functions take with a piece.
  static Hash hash_of(std::string_view piece);

  /// The number of a piece, which it gets if it is new. @throws std::length_error if there are 4 billion of them
  std::size_t add(std::string_view piece, Hash hash);
  std::size_t add(std::string_view piece) { return add(piece, hash_of(piece)); }

  /// The number of a piece, if it has one.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view piece, Hash hash) const;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view piece) const { return find(piece, hash_of(piece)); }

  /// Calls visit(piece, hash) for each piece in order, for it to find or add that.
  template <typename Visit>
  void for_each(std::span<const std::string_view> pieces, Visit visit) const {
    std::array<Hash, 16> hashes = {};  // of the next ones, whose slots are on their way
    for (std::size_t i = 0; i < pieces.size() + hashes.size(); ++i) {
      Hash& hash = hashes[i % hashes.size()];
      if (i >= hashes.size()) visit(pieces[i - hashes.size()], hash);
      if (i >= pieces.size()) continue;
      hash = hash_of(pieces[i]);
      fetch(hash);
    }
  }

  /// The piece of a number. It points into this, until another one is added.
  [[nodiscard]] std::string_view operator[](std::size_t number) const {
    return std::string_view(texts_).substr(starts_[number], starts_[number + 1] - starts_[number]);
  }

  [[nodiscard]] std::size_t size() const { return starts_.size() - 1; }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;

  /// Of a table with open addressing: a piece is in the slot that its hash says, or in the next one that was free.
  struct alignas(32) Slot {
    Hash hash = 0;
    std::uint32_t number = kFree;
    std::uint32_t size = 0;          ///< of the piece
    std::array<char, 20> text = {};  ///< all of it, if there is room for that
  };

  [[nodiscard]] bool holds(const Slot& slot, std::string_view piece, Hash hash) const;
  /// The slot of a piece, or the free one where it would be.
  [[nodiscard]] std::size_t slot_of(std::string_view piece, Hash hash) const;
  void fetch(Hash hash) const;
  void grow();

  std::vector<Slot> slots_ = std::vector<Slot>(64);  ///< a power of two, at most three quarters of them taken
  std::string texts_;
  std::vector<std::size_t> starts_ = {0};  ///< of each piece in texts_, and the end of the last one
};

}  // namespace glassgpt
