#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace glassgpt {

/// All stretches of a sequence of symbols in linear space: reading a stretch from the first state leads to the state of
/// all stretches that end at the same places (Blumer et al. 1985). The stretches of a state are suffixes of each other,
/// of all lengths from one more than the longest of its link up to its own longest; the link is the state of the
/// shorter suffixes.
class SuffixAutomaton {
 public:
  /// The state of the empty stretch.
  static constexpr std::size_t kStart = 0;

  /// Where reading has come to: the longest stretch of the sequence that what was read ends with.
  struct Cursor {
    std::size_t state = kStart;  ///< of that stretch
    std::size_t length = 0;      ///< in symbols
  };

  /// Of an empty sequence.
  SuffixAutomaton() : states_(1) {}

  /// Makes the sequence one symbol longer. @return the state of all of it
  std::size_t append(int symbol);

  /// Reads one more symbol.
  void read(Cursor& cursor, int symbol) const;

  /// States in all.
  [[nodiscard]] std::size_t size() const { return states_.size(); }
  /// Longest stretch of a state.
  [[nodiscard]] std::size_t length(std::size_t state) const { return states_[state].length; }
  /// The state of its suffixes that are too short for it. @param state  not kStart
  [[nodiscard]] std::size_t link(std::size_t state) const { return states_[state].link; }
  /// All states but kStart, each after its link.
  [[nodiscard]] std::vector<std::size_t> by_length() const;

 private:
  struct State {
    std::size_t length = 0;
    std::size_t link = kStart;
    std::vector<std::pair<int, std::size_t>> next;  ///< by symbol, in its order
  };

  [[nodiscard]] const std::size_t* next(std::size_t state, int symbol) const;
  void set_next(std::size_t state, int symbol, std::size_t to);
  std::size_t redirect(std::size_t from, int symbol, std::size_t to);

  std::vector<State> states_;
  std::size_t whole_ = kStart;  ///< the state of the whole sequence
};

}  // namespace glassgpt
