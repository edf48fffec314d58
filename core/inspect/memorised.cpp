#include "memorised.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <utility>

#include "../base/error.h"
#include "../text/dataset_encoder.h"
#include "../text/hold_out.h"
#include "../text/text_parts.h"
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

/// The numbers of examples' pieces.
using SymbolSequences = Sequences<int>;

/// Examples read backwards, and where each is from.
struct Backwards {
  struct Source {
    std::size_t dataset = 0;
    std::size_t example = 0;  ///< its number in that, from 0
  };

  SymbolSequences examples;
  std::vector<Source> sources;
};

/// The pieces of all examples of a dataset, each as its symbol, end to end.
SymbolSequences read_symbols(const Tokenizer& tokenizer, const Dataset& dataset, const Symbols& symbols) {
  SymbolSequences examples;
  std::vector<int> example;
  TextParts parts(all_examples(dataset));
  while (parts.next()) {
    for (const auto& piece : tokenizer.split(parts.text(), parts.where())) example.push_back(symbols.find(piece));
    if (!parts.ends_example()) continue;
    examples.append(example);
    example.clear();
  }
  return examples;
}

/// Every example that was trained on.
Backwards read_backwards(const Tokenizer& tokenizer, const MemorisedData& data, const Symbols& symbols) {
  Backwards all;
  for (std::size_t d = 0; d < data.datasets.size(); ++d) {
    const SymbolSequences texts = read_symbols(tokenizer, data.datasets[d], symbols);
    EncodedDataset encoded = encode_dataset(tokenizer, data.datasets[d], data.max_seq_len);
    if (!data.held_out.empty()) hold_out(encoded, data.held_out[d]);
    for (std::size_t i = 0; i < encoded.sequences.count(); ++i) {
      const EncodedExample& example = encoded.examples[i];
      const std::span<const int> piece =
          texts[example.source].subspan(example.first_token, encoded.sequences[i].size());
      all.examples.append(std::vector<int>(piece.rbegin(), piece.rend()));
      all.sources.push_back({.dataset = d, .example = example.source});
    }
  }
  return all;
}

/// The text backwards, and what of it was found.
class Search {
 public:
  Search(const std::vector<int>& text, const SymbolSequences& examples) : examples_(examples) {
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

  const SymbolSequences& examples_;
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
                               const MemorisedData& data) {
  if (least < 1) throw Error("memorised", "least is " + std::to_string(least), "choose a whole number from 1 up");
  MemorisedReport report;
  Symbols symbols;
  std::vector<int> sought;
  report.tokens = tokenizer.split(text, "text");
  for (const std::string& piece : report.tokens) sought.push_back(symbols.add(piece));
  const Backwards backwards = read_backwards(tokenizer, data, symbols);
  const Search search(sought, backwards.examples);
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
    const Backwards::Source& source = backwards.sources[span.example];
    span.dataset = source.dataset;
    span.example = source.example;
  }
  return report;
}

}  // namespace glassgpt
