#include "suffix_automaton.h"

#include <algorithm>

namespace glassgpt {

namespace {

constexpr auto kBefore = [](const std::pair<int, std::size_t>& edge, int symbol) { return edge.first < symbol; };

}  // namespace

/// Where a symbol leads, or null.
const std::size_t* SuffixAutomaton::next(std::size_t state, int symbol) const {
  const auto& edges = states_[state].next;
  const auto edge = std::lower_bound(edges.begin(), edges.end(), symbol, kBefore);
  return edge != edges.end() && edge->first == symbol ? &edge->second : nullptr;
}

void SuffixAutomaton::set_next(std::size_t state, int symbol, std::size_t to) {
  auto& edges = states_[state].next;
  const auto edge = std::lower_bound(edges.begin(), edges.end(), symbol, kBefore);
  if (edge != edges.end() && edge->first == symbol) {
    edge->second = to;
  } else {
    edges.insert(edge, {symbol, to});
  }
}

std::size_t SuffixAutomaton::append(int symbol) {
  const std::size_t added = states_.size();
  std::size_t state = whole_;
  whole_ = added;
  states_.push_back({.length = states_[state].length + 1, .link = kStart, .next = {}});
  // The suffixes that the symbol did not follow before now lead to the whole.
  const std::size_t* known = next(state, symbol);
  while (known == nullptr) {
    set_next(state, symbol, added);
    if (state == kStart) return added;
    state = states_[state].link;
    known = next(state, symbol);
  }
  // The longest one that it did follow: with the symbol, it is the longest suffix that stands elsewhere too.
  const std::size_t link = redirect(state, symbol, *known);
  states_[added].link = link;
  return added;
}

/// The state of which `from`'s longest stretch and the symbol are the longest stretch: `to`, or if that has longer
/// ones, a copy of it that takes over the shorter ones.
std::size_t SuffixAutomaton::redirect(std::size_t from, int symbol, std::size_t to) {
  const std::size_t length = states_[from].length + 1;
  if (states_[to].length == length) return to;
  const std::size_t copy = states_.size();
  State shorter = states_[to];
  shorter.length = length;
  states_.push_back(std::move(shorter));
  states_[to].link = copy;
  for (;; from = states_[from].link) {
    const std::size_t* its = next(from, symbol);
    if (its == nullptr || *its != to) break;
    set_next(from, symbol, copy);
    if (from == kStart) break;
  }
  return copy;
}

void SuffixAutomaton::read(Cursor& cursor, int symbol) const {
  const std::size_t* to = next(cursor.state, symbol);
  while (to == nullptr && cursor.state != kStart) {
    cursor.state = states_[cursor.state].link;
    cursor.length = states_[cursor.state].length;
    to = next(cursor.state, symbol);
  }
  if (to == nullptr) return;
  cursor.state = *to;
  cursor.length += 1;
}

std::vector<std::size_t> SuffixAutomaton::by_length() const {
  // A counting sort: first of each length, how many states are shorter.
  std::vector<std::size_t> place(states_[whole_].length + 2);
  for (const State& state : states_) place[state.length + 1] += 1;
  for (std::size_t i = 1; i < place.size(); ++i) place[i] += place[i - 1];
  std::vector<std::size_t> order(states_.size());
  for (std::size_t state = 0; state < states_.size(); ++state) order[place[states_[state].length]++] = state;
  order.erase(order.begin());  // kStart, the only one of length 0
  return order;
}

}  // namespace glassgpt
