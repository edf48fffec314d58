#include "core/inspect/memorised.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/inspect/suffix_automaton.h"
#include "core/text/word_tokenizer.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using Strings = std::vector<std::string>;

const WordTokenizer kWords;

bool stands_in(const Strings& words, const Strings& text, std::size_t begin, std::size_t end) {
  return std::search(words.begin(), words.end(), text.begin() + static_cast<std::ptrdiff_t>(begin),
                     text.begin() + static_cast<std::ptrdiff_t>(end)) != words.end();
}

/// The same by trying every stretch against every example.
std::vector<Memorised> by_brute_force(const Strings& text, std::size_t least, const std::vector<Strings>& examples) {
  std::vector<Memorised> spans;
  const auto count = [&](std::size_t begin, std::size_t end) {
    return static_cast<std::size_t>(std::count_if(examples.begin(), examples.end(), [&](const Strings& example) {
      return stands_in(example, text, begin, end);
    }));
  };
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && count(begin, end + 1) > 0) ++end;
    if (end - begin < least) {
      ++begin;
      continue;
    }
    Memorised span = {.begin = begin, .end = end, .text = {}};
    span.examples = count(begin, end);
    while (!stands_in(examples[span.example], text, begin, end)) ++span.example;
    spans.push_back(span);
    begin = end;
  }
  return spans;
}

std::string joined(const Strings& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

TEST(Memorised, AgreesWithTryingEverything) {
  Rng rng(17);
  for (int round = 0; round < 300; ++round) {
    const std::uint64_t vocabulary = 1 + rng.below(5);  // few words, so that much repeats
    const auto random_words = [&](std::uint64_t most, std::uint64_t of) {
      Strings words(static_cast<std::size_t>(1 + rng.below(most)));
      for (std::string& word : words) word = std::string(1, static_cast<char>('a' + rng.below(of)));
      return words;
    };
    std::vector<Dataset> data(2);
    std::vector<Strings> examples;
    std::size_t first_dataset = 0;
    for (std::size_t d = 0; d < 2; ++d) {
      for (std::uint64_t i = rng.below(6); i > 0; --i) {
        examples.push_back(random_words(12, vocabulary));
        data[d].examples.push_back(testing::text_example(joined(examples.back())));
        if (d == 0) ++first_dataset;
      }
    }
    const Strings text = random_words(30, vocabulary + 1);  // with a word that no example has
    const auto least = static_cast<int>(1 + rng.below(4));

    const MemorisedReport report =
        find_memorised(kWords, joined(text), least, {.datasets = data, .held_out = {}, .max_seq_len = 100});
    EXPECT_EQ(report.tokens, text);
    const std::vector<Memorised> expected = by_brute_force(text, static_cast<std::size_t>(least), examples);
    ASSERT_EQ(report.spans.size(), expected.size()) << "round " << round;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const Memorised& span = report.spans[i];
      EXPECT_EQ(span.begin, expected[i].begin);
      EXPECT_EQ(span.end, expected[i].end);
      EXPECT_EQ(span.examples, expected[i].examples) << "round " << round;
      EXPECT_EQ(span.dataset * first_dataset + span.example, expected[i].example);
      EXPECT_EQ(span.dataset, expected[i].example < first_dataset ? 0U : 1U);
    }
  }
}

TEST(Memorised, NamesStretchesAsPeopleWriteThem) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.set_data(Phase::tune, testing::tiny_chats());
  const MemorisedReport report = session.memorised("I know that Water is wet. The moon is a star.", 3);
  ASSERT_EQ(report.spans.size(), 2U);
  // "Water is wet." stands in fact 2 and in the answer of chat 1.
  EXPECT_EQ(report.spans[0].begin, 3U);
  EXPECT_EQ(report.spans[0].end, 7U);
  EXPECT_EQ(report.spans[0].text, "Water is wet.");
  EXPECT_EQ(report.spans[0].examples, 2U);
  EXPECT_EQ(report.spans[0].dataset, 0U);
  EXPECT_EQ(report.spans[0].example, 2U);
  EXPECT_EQ(report.spans[1].text, "is a star.");
  EXPECT_EQ(report.spans[1].examples, 1U);
  // The prompt of chat 0 stands in no fact.
  const Memorised prompt = session.memorised("User: What is the sun?", 3).spans.at(0);
  EXPECT_EQ(prompt.text, "User: What is the sun?");
  EXPECT_EQ(prompt.dataset, 1U);
  EXPECT_EQ(prompt.example, 0U);
}

TEST(Memorised, LooksOnlyAtWhatTheContextLetsTheModelSee) {
  const std::vector<Dataset> data = {testing::texts({"a b c d e f"})};
  const auto spans = [&](int max_seq_len) {
    return find_memorised(kWords, "c d e", 2, {.datasets = data, .held_out = {}, .max_seq_len = max_seq_len}).spans;
  };
  EXPECT_EQ(spans(6).at(0).end, 3U);
  EXPECT_EQ(spans(4).at(0).end, 3U) << "b c d e in one piece, or c d e in the other";
  EXPECT_EQ(spans(2).size(), 1U) << "a b c, c d e, e f </s>";
  EXPECT_EQ(spans(1).at(0).end, 2U) << "c d, d e";
  const std::vector<Dataset> chat = {testing::chats({{"a", "b c d e f"}})};
  const auto spans_of_answer = [&](int max_seq_len) {
    return find_memorised(kWords, "c d e", 2, {.datasets = chat, .held_out = {}, .max_seq_len = max_seq_len}).spans;
  };
  EXPECT_EQ(spans_of_answer(8).at(0).end, 3U);
  EXPECT_EQ(spans_of_answer(7).at(0).end, 2U);
  EXPECT_TRUE(spans_of_answer(6).empty());
}

TEST(Memorised, NeedsNeitherDataNorText) {
  const Session session;
  EXPECT_TRUE(session.memorised("a b c", 1).spans.empty());
  EXPECT_TRUE(session.memorised("", 1).tokens.empty());
  EXPECT_EQ(testing::error_of([&] { static_cast<void>(session.memorised("a", 0)); }),
            "memorised: least is 0; choose a whole number from 1 up");
  EXPECT_EQ(testing::error_of([&] { static_cast<void>(session.memorised("\xFF", 1)); }),
            "text: the text is not valid UTF-8 at byte 1; encode it as UTF-8");
}

TEST(SuffixAutomaton, HasAStateForEverySetOfEnds) {
  // Of "abcbc", 12 different stretches can be read: the lengths from link to state add up to them.
  SuffixAutomaton automaton;
  for (const char c : {'a', 'b', 'c', 'b', 'c'}) automaton.append(c);
  EXPECT_EQ(automaton.size(), 8U);  // all ends; 1; 2; 3; 4; 5; of b, 2 and 4; of bc, 3 and 5
  std::size_t stretches = 0;
  std::size_t before = 0;
  for (const std::size_t state : automaton.by_length()) {
    EXPECT_GE(automaton.length(state), before);
    before = automaton.length(state);
    stretches += automaton.length(state) - automaton.length(automaton.link(state));
  }
  EXPECT_EQ(stretches, 12U);  // a b c ab bc cb abc bcb cbc abcb bcbc abcbc
  SuffixAutomaton::Cursor cursor;
  std::vector<std::size_t> lengths;
  for (const char c : {'b', 'c', 'b', 'b', 'd', 'a'}) {
    automaton.read(cursor, c);
    lengths.push_back(cursor.length);
  }
  EXPECT_EQ(lengths, (std::vector<std::size_t>{1, 2, 3, 1, 0, 1}));
}

}  // namespace
}  // namespace glassgpt
