// Files that come in parts: whatever stands where one part ends and the next begins, they are read as if they came
// whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/session.h"
#include "tests/support/datasets.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

/// More than what is read before anything is told of a file.
constexpr std::size_t kBeginning = 65'536;

/// Gives a text in two parts, and the second one byte by byte.
ByteSource two_parts(std::string_view text, std::size_t first) {
  return [text, first, at = std::size_t{0}](std::string& bytes) mutable {
    const std::string_view part = text.substr(at, at == 0 ? first : 1);
    bytes += part;
    at += part.size();
    return !part.empty();
  };
}

/// What becomes of a file: its examples and its report, or the error.
std::vector<std::string> outcome(std::string_view name, const ByteSource& source) {
  try {
    const Dataset dataset = read_dataset(name, source);
    std::vector<std::string> told = testing::texts_of(dataset);
    told.push_back(summary_of(dataset.files.front()));
    return told;
  } catch (const Error& error) {
    return {error.what()};
  }
}

std::vector<std::string> outcome_of_whole(std::string_view name, std::string_view bytes) {
  try {
    const Dataset dataset = read_dataset(name, bytes);
    std::vector<std::string> told = testing::texts_of(dataset);
    told.push_back(summary_of(dataset.files.front()));
    return told;
  } catch (const Error& error) {
    return {error.what()};
  }
}

std::string repeated(std::string_view line, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += line;
  return text;
}

/// A file whose first part ends at every byte of its end in turn.
void expect_same_in_parts(std::string_view name, std::string_view begin, std::string_view line, std::string_view end) {
  const std::string text = std::string(begin) + repeated(line, kBeginning) + std::string(end);
  const std::vector<std::string> whole = outcome_of_whole(name, text);
  for (std::size_t first = text.size() - end.size(); first <= text.size(); ++first) {
    EXPECT_EQ(outcome(name, two_parts(text, first)), whole) << name << ", part of " << first << " bytes";
  }
}

TEST(FileInParts, IsReadAsIfItCameWhole) {
  expect_same_in_parts("facts.txt", "\xEF\xBB\xBF", "Water is wet.\n", "\r\n  \r\rÄpfel sind 🍎 rot.\r\nEnde");
  expect_same_in_parts("facts.csv", "", "Water is wet.\n", "\"a \"\"b\"\"\r\nc\"\r\n\r\nd,\"e\"\rEnde\n");
  expect_same_in_parts("chats", "question;answer\r\n", "Who?;I.\r\n",
                       "\"Was; \"\"wer\"\"?\";Ich\r\n\n\"Wo\n?\";\"da\"");
  expect_same_in_parts("chats.jsonl", "", "{\"prompt\": \"Who?\", \"answer\": \"I.\"}\n",
                       "\r\n{\"answer\": \"\\u00e4\\n\", \"prompt\": \"Wer ä?\"}\r\r\n  ");
  expect_same_in_parts("chats.json", "[", "{\"prompt\": \"Who?\", \"answer\": \"I.\"},\n",
                       "{\"prompt\": \"Wer \\\"ä\\\"?\",\r\n \"answer\": \"Ich 🍎.\", \"more\": [1, 2.5e3]}]\r\n");
}

TEST(FileInParts, HasTheSameErrorsAtTheSamePlaces) {
  const std::string_view line = "Water is wet.\n";
  expect_same_in_parts("facts.txt", "", line, "Caf\xE9 ol\xE9\r\nb");
  expect_same_in_parts("facts.txt", "ä\n", line, "\r\n\rb\xF0\x9F\x8D");
  expect_same_in_parts("facts.txt", "", line, std::string_view("a\r\r\nb\0c", 7));
  expect_same_in_parts("chats.csv", "question,answer\n", "Who?,I.\n", "\r\na,\"b\nc");
  expect_same_in_parts("chats.csv", "question,answer\n", "Who?,I.\n", "a,b,c\n");
  const std::string_view chat = "{\"prompt\": \"Who?\", \"answer\": \"I.\"}\n";
  expect_same_in_parts("chats.jsonl", "", chat, "\r\n{\"prompt\": \"a\",\r}");
  expect_same_in_parts("chats.jsonl", "", chat, "{\"prompt\": \"a\" \"answer\"}\n");
  const std::string_view member = "{\"prompt\": \"Who?\", \"answer\": \"I.\"},\n";
  expect_same_in_parts("chats.json", "[", member, "\r\n ]");
  expect_same_in_parts("chats.json", "[", member, "{\"prompt\": \"a\"\r\n  ");
  expect_same_in_parts("chats.json", "[", member, "{\"prompt\": \"a\", \"answer\": \"b\"}] x");
  expect_same_in_parts("chats.json", "[", member, "{\"prompt\": \"a\", \"answer\": 1e999}]");
  expect_same_in_parts("empty.txt", "", " \r\n", "\n  ");
}

TEST(FileInParts, CanBeUtf16) {
  std::string text = "\xFF\xFE";
  const auto add = [&text](std::u16string_view units) {
    for (const char16_t unit : units) {
      text += static_cast<char>(unit & 0xFFU);
      text += static_cast<char>(unit >> 8U);
    }
  };
  while (text.size() < kBeginning) add(u"Wasser ist naß.\r\n");
  const std::size_t begin = text.size();
  add(u"Ein 🍎 ist rot.\r\nEnde");
  const std::vector<std::string> whole = outcome_of_whole("facts.txt", text);
  ASSERT_GT(whole.size(), 2U);
  EXPECT_EQ(whole[whole.size() - 3], "Ein 🍎 ist rot.");
  for (std::size_t first = begin; first <= text.size(); ++first) {
    EXPECT_EQ(outcome("facts.txt", two_parts(text, first)), whole) << first;
  }
  text.resize(text.size() - 1);
  EXPECT_EQ(outcome("facts.txt", two_parts(text, begin)), outcome_of_whole("facts.txt", text));
}

TEST(FileInParts, KeepsOnlyThePartUnderWay) {
  const std::string part = repeated("Water is wet.\n", 100'000);
  std::size_t most = 0;
  std::size_t parts = 0;
  const Dataset dataset = read_dataset("facts.txt", [&](std::string& bytes) {
    bytes += part;
    most = std::max(most, bytes.size());
    return ++parts <= 50;
  });
  EXPECT_EQ(dataset.examples.size(), 51 * std::count(part.begin(), part.end(), '\n'));
  EXPECT_LE(most, 4 * part.size());
}

TEST(ExampleList, KeepsTextsPromptsAndAnswers) {
  ExampleList list = {testing::text_example("a"), testing::chat_example("Who?", "I."), testing::text_example("")};
  const std::string large(100'000, 'x');
  list.push_back(testing::chat_example(large, ""));
  list.append({testing::text_example("b"), testing::chat_example("", large)});
  ASSERT_EQ(list.size(), 6U);
  EXPECT_EQ(list.chats(), 3U);
  EXPECT_EQ(list.bytes(), 1 + 6 + 0 + large.size() + 1 + large.size());
  EXPECT_EQ(list[0].text, "a");
  EXPECT_FALSE(list[0].is_chat);
  EXPECT_EQ(list[1].prompt, "Who?");
  EXPECT_EQ(list[1].answer, "I.");
  EXPECT_TRUE(list[1].is_chat);
  EXPECT_EQ(list[2].text, "");
  EXPECT_EQ(list[3].prompt, large);
  EXPECT_EQ(list[3].answer, "");
  EXPECT_EQ(list[4].text, "b");
  EXPECT_EQ(list[5].answer, large);
  EXPECT_EQ(list.text_size(5), large.size());
  std::string text;
  list.read_training_text(1, text);
  EXPECT_EQ(text, list[1].training_text());
  EXPECT_EQ(text.substr(0, list.chat_prompt_size(1)), chat_prompt("Who?"));

  list.shorten(2);
  list.push_back(testing::text_example("c"));
  EXPECT_EQ(testing::texts_of({.name = "", .examples = list}), (testing::Texts{"a", "Who? => I.", "c"}));
  EXPECT_EQ(list.bytes(), 8U);
}

TEST(Session, GivesTextsUpAsTheyAreEncodedIfItIsTold) {
  const auto begun = [](bool discards) {
    Session session;
    session.set_data(Phase::pretrain, testing::tiny_facts());
    session.set_data(Phase::tune, testing::tiny_chats());
    session.hold_out(Phase::pretrain, 0.2);
    session.create(testing::kTinySizes, 1);
    if (discards) session.discard_texts();
    session.begin_preparation(Preparation::encoding);
    while (!session.prepare_item().ready) {
    }
    EXPECT_EQ(session.count_tokens(Phase::pretrain).validation.examples, 1U) << "counts need no texts";
    session.start_training(testing::quick_options());
    for (int step = 0; step < 10; ++step) session.train_step();
    return session;
  };
  Session keeps = begun(false);
  Session discards = begun(true);
  EXPECT_EQ(testing::weights(discards), testing::weights(keeps));
  EXPECT_EQ(keeps.examples(Phase::pretrain, 0, 1)[0].text, "The sun is a star. </s>");
  EXPECT_EQ(testing::error_of([&] { static_cast<void>(discards.examples(Phase::pretrain, 0, 1)); }),
            "example 1: its text was given up once it was encoded; set the data anew");
  discards.set_data(Phase::pretrain, testing::tiny_facts());
  EXPECT_EQ(discards.examples(Phase::pretrain, 0, 1)[0].text, "The sun is a star. </s>");
}

}  // namespace
}  // namespace glassgpt
