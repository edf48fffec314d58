#include "memorised.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <utility>

#include "../base/error.h"
#include "../text/encoded_dataset.h"
#include "suffix_automaton.h"

namespace glassgpt {

namespace {

/// A symbol that is in no text.
constexpr int kOther = -1;

/// The text's pieces as numbers, and the data's pieces as the same ones.
struct Symbols {
  std::map<std::string, int, std::less<>> of;  ///< by piece of the text

  int add(const std::string& piece) { return of.emplace(piece, static_cast<int>(of.size())).first->second; }
  [[nodiscard]] int find(std::string_view piece) const {
    const auto it = of.find(piece);
    return it == of.end() ? kOther : it->second;
  }
};

/// Every example of the data backwards.
TokenSequences read_backwards(const Tokenizer& tokenizer, std::span<const Dataset> data, const Symbols& symbols,
                              std::size_t most_tokens) {
  TokenSequences examples;
  std::vector<int> backwards;
  for (const Dataset& dataset : data) {
    for (const Example& example : dataset.examples) {
      const std::string text = example.training_text();
      std::vector<std::string_view> pieces = tokenizer.split(text, dataset.name);
      pieces.resize(std::min(pieces.size(), most_tokens));
      backwards.clear();
      std::transform(pieces.rbegin(), pieces.rend(), std::back_inserter(backwards),
                     [&](std::string_view piece) { return symbols.find(piece); });
      examples.append(backwards);
    }
  }
  return examples;
}

/// The text backwards, and what of it was found.
class Search {
 public:
  Search(const std::vector<int>& text, const TokenSequences& examples) : examples_(examples) {
    from_.resize(text.size());
    for (std::size_t i = text.size(); i > 0; --i) from_[i - 1] = automaton_.append(text[i - 1]);
    order_ = automaton_.by_length();
    find_longest();
  }

  /// How many tokens from a place on stand together in an example.
  [[nodiscard]] std::size_t longest(std::size_t place) const { return longest_[from_[place]]; }

  /// Counts the examples that the spans stand in. @param spans  each with its begin and end; gets the rest
  void count(std::vector<Memorised>& spans) const;

 private:
  void find_longest();

  const TokenSequences& examples_;
  SuffixAutomaton automaton_;
  std::vector<std::size_t> from_;     ///< the state of the text from each place to its end
  std::vector<std::size_t> order_;    ///< states, each after its link
  std::vector<std::size_t> longest_;  ///< of each state, the longest of its stretches or their suffixes that was read
};

void Search::find_longest() {
  longest_.resize(automaton_.size());
  for (std::size_t i = 0; i < examples_.count(); ++i) {
    SuffixAutomaton::Cursor cursor;
    for (const int symbol : examples_[i]) {
      automaton_.read(cursor, symbol);
      longest_[cursor.state] = std::max(longest_[cursor.state], cursor.length);
    }
  }
  longest_[SuffixAutomaton::kStart] = 0;
  // With a stretch all its suffixes were read; and where none of a state was, one of its link may have been.
  for (std::size_t i = order_.size(); i > 0; --i) {
    const std::size_t link = automaton_.link(order_[i - 1]);
    if (longest_[order_[i - 1]] > 0) longest_[link] = automaton_.length(link);
  }
  for (const std::size_t state : order_) {
    if (longest_[state] == 0) longest_[state] = longest_[automaton_.link(state)];
  }
}

void Search::count(std::vector<Memorised>& spans) const {
  std::vector<std::vector<std::size_t>> spans_of(automaton_.size());
  for (std::size_t i = 0; i < spans.size(); ++i) {
    std::size_t state = from_[spans[i].begin];
    while (automaton_.length(automaton_.link(state)) >= spans[i].end - spans[i].begin) state = automaton_.link(state);
    spans_of[state].push_back(i);
  }
  // The nearest state with a span on the way along the links, the state itself included.
  std::vector<std::size_t> nearest(automaton_.size());
  for (const std::size_t state : order_) {
    nearest[state] = spans_of[state].empty() ? nearest[automaton_.link(state)] : state;
  }
  std::vector<std::size_t> counted(spans.size());  // by span, the number of its last example, from 1
  for (std::size_t i = 0; i < examples_.count(); ++i) {
    SuffixAutomaton::Cursor cursor;
    for (const int symbol : examples_[i]) {
      automaton_.read(cursor, symbol);
      for (std::size_t state = nearest[cursor.state]; state != SuffixAutomaton::kStart;
           state = nearest[automaton_.link(state)]) {
        for (const std::size_t span : spans_of[state]) {
          if (spans[span].end - spans[span].begin > cursor.length || counted[span] == i + 1) continue;
          if (counted[span] == 0) spans[span].example = i;
          counted[span] = i + 1;
          spans[span].examples += 1;
        }
      }
    }
  }
}

}  // namespace

MemorisedReport find_memorised(const Tokenizer& tokenizer, std::string_view text, int least,
                               std::span<const Dataset> data, std::size_t most_tokens) {
  if (least < 1) throw Error("memorised", "least is " + std::to_string(least), "choose a whole number from 1 up");
  MemorisedReport report;
  Symbols symbols;
  std::vector<int> sought;
  for (const std::string_view piece : tokenizer.split(text, "text")) {
    report.tokens.emplace_back(piece);
    sought.push_back(symbols.add(report.tokens.back()));
  }
  const TokenSequences examples = read_backwards(tokenizer, data, symbols, most_tokens);
  const Search search(sought, examples);
  for (std::size_t begin = 0; begin < sought.size();) {
    const std::size_t length = search.longest(begin);
    if (length < static_cast<std::size_t>(least)) {
      ++begin;
      continue;
    }
    Memorised span = {.begin = begin, .end = begin + length, .text = {}};
    const std::unique_ptr<Detokenizer> detokenizer = tokenizer.detokenizer();
    for (std::size_t i = begin; i < span.end; ++i) span.text += detokenizer->append(report.tokens[i]);
    report.spans.push_back(std::move(span));
    begin += length;
  }
  search.count(report.spans);
  for (Memorised& span : report.spans) {
    for (; span.example >= data[span.dataset].examples.size(); ++span.dataset) {
      span.example -= data[span.dataset].examples.size();
    }
  }
  return report;
}

}  // namespace glassgpt
