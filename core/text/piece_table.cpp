#include "piece_table.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <utility>

namespace glassgpt {

PieceTable::Hash PieceTable::hash_of(std::string_view piece) {
  return static_cast<Hash>(std::hash<std::string_view>()(piece));
}

bool PieceTable::holds(const Slot& slot, std::string_view piece, Hash hash) const {
  if (slot.hash != hash || slot.size != piece.size()) return false;
  if (piece.size() > slot.text.size()) return (*this)[slot.number] == piece;
  return std::memcmp(slot.text.data(), piece.data(), piece.size()) == 0;
}

std::size_t PieceTable::slot_of(std::string_view piece, Hash hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash & mask;
  while (slots_[i].number != kFree && !holds(slots_[i], piece, hash)) i = (i + 1) & mask;
  return i;
}

/// Asks for the line of memory where a piece may be; nobody waits for it.
void PieceTable::fetch(Hash hash) const {
#if defined(__GNUC__)
  __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
#else
  static_cast<void>(hash);
#endif
}

std::size_t PieceTable::add(std::string_view piece, Hash hash) {
  std::size_t i = slot_of(piece, hash);
  if (slots_[i].number != kFree) return slots_[i].number;
  if (size() == kFree) throw std::length_error("pieces of text");
  if (4 * (size() + 1) > 3 * slots_.size()) {
    grow();
    i = slot_of(piece, hash);
  }
  Slot& slot = slots_[i];
  slot.hash = hash;
  slot.number = static_cast<std::uint32_t>(size());
  slot.size = static_cast<std::uint32_t>(piece.size());
  if (piece.size() <= slot.text.size()) std::copy(piece.begin(), piece.end(), slot.text.begin());
  texts_ += piece;
  starts_.push_back(texts_.size());
  return slot.number;
}

std::optional<std::size_t> PieceTable::find(std::string_view piece, Hash hash) const {
  const std::uint32_t number = slots_[slot_of(piece, hash)].number;
  if (number == kFree) return std::nullopt;
  return number;
}

/// No two pieces are the same, so that none has to be compared.
void PieceTable::grow() {
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == kFree) continue;
    std::size_t i = slot.hash & mask;
    while (slots_[i].number != kFree) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

}  // namespace glassgpt
