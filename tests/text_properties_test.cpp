#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/text/dataset.h"
#include "core/text/utf8.h"
#include "core/text/word_tokenizer.h"

namespace glassgpt {
namespace {

using Strings = std::vector<std::string>;

// Generators ---------------------------------------------------------------------------------------------------------

rc::Gen<std::string> word() {
  return rc::gen::element<std::string>("The", "moon", "a", "I", "s", "t", "re", "unk", "o", "O", "U", "www", "27", "3",
                                       "000", "10", "x1", "naïve", "日本", "\x01", "\x7f", "User", "Assistant");
}

rc::Gen<std::string> punctuation() {
  return rc::gen::map(rc::gen::elementOf(std::string(R"(!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~)")),
                      [](char c) { return std::string(1, c); });
}

rc::Gen<std::string> special() {
  return rc::gen::element<std::string>(" </s> ", " <unk> ", "</s>", "<unk>", "</s", "<unk", "/s>", "unk>", "< /s>");
}

rc::Gen<std::string> white_space() {
  return rc::gen::element<std::string>(" ", "  ", "\n", "\t", "\r\n", "\v\f");
}

/// Text of words, punctuation, special tokens whole and broken, and white space, in any order.
rc::Gen<std::string> text() {
  const auto piece =
      rc::gen::weightedOneOf<std::string>({{4, word()}, {4, punctuation()}, {1, special()}, {3, white_space()}});
  return rc::gen::map(rc::gen::container<Strings>(piece), [](const Strings& pieces) {
    std::string whole;
    for (const std::string& next : pieces) whole += next;
    return whole;
  });
}

/// A text that an example can hold: with at least one character that is not white space.
rc::Gen<std::string> example_text() {
  return rc::gen::map(text(), [](const std::string& some) { return some + "."; });
}

/// Every byte, those often that make UTF-8, CSV and JSON difficult.
rc::Gen<std::string> bytes() {
  const auto frequent =
      rc::gen::elementOf(std::string("\"\",,\r\n\n []{}:\\u</s>\xC2\xA9\xE0\xA0\x80\xED\xF0\x90\xF4\x8F\xBF\xEF\xBB"));
  return rc::gen::container<std::string>(
      rc::gen::weightedOneOf<char>({{1, rc::gen::arbitrary<char>()}, {3, frequent}}));
}

/// Pieces of JSON in any order.
rc::Gen<std::string> almost_json() {
  const auto piece =
      rc::gen::element<std::string>("[", "]", "{", "}", ",", ":", R"("prompt")", R"("answer")", R"("x")", R"("\u00e9")",
                                    "1", "-2e9", "1e999", "true", "null", "\"", "\\", "\n");
  return rc::gen::map(rc::gen::container<Strings>(piece), [](const Strings& pieces) {
    std::string whole = "[";
    for (const std::string& next : pieces) whole += next;
    return whole;
  });
}

WordTokenizer tokenizer_for(const std::string& known_text, std::size_t max_size) {
  WordTokenizerBuilder builder;
  builder.add(known_text, "text");
  return {builder.build(max_size).tokenizer->tokens(), "vocabulary"};
}

// UTF-8 --------------------------------------------------------------------------------------------------------------

/// Well-formed or not by the definition: a sequence is the shortest form of a code point that is no surrogate.
bool is_utf8_by_definition(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  constexpr std::array<std::uint32_t, 5> least_of_length = {0, 0, 0x80, 0x800, 0x10000};
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t length = byte(i) < 0x80         ? 1
                               : byte(i) >> 5 == 0x6  ? 2
                               : byte(i) >> 4 == 0xE  ? 3
                               : byte(i) >> 3 == 0x1E ? 4
                                                      : 0;
    if (length == 0 || length > text.size() - i) return false;
    std::uint32_t code_point = length == 1 ? byte(i) : byte(i) & (0x7FU >> length);
    for (std::size_t k = 1; k < length; ++k) {
      if (byte(i + k) >> 6 != 0x2) return false;
      code_point = code_point << 6 | (byte(i + k) & 0x3FU);
    }
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (code_point < least_of_length[length] || code_point > 0x10FFFF || surrogate) return false;
    i += length;
  }
  return true;
}

RC_GTEST_PROP(Utf8Properties, AgreesWithTheDefinition, ()) {
  const std::string some = *bytes();
  RC_CLASSIFY(is_utf8_by_definition(some), "valid");
  const auto fault = find_invalid_utf8(some);
  RC_ASSERT(fault.has_value() != is_utf8_by_definition(some));
  if (fault) RC_ASSERT(is_utf8_by_definition(some.substr(0, *fault)));
}

// Tokenizer ----------------------------------------------------------------------------------------------------------

RC_GTEST_PROP(TokenizerProperties, DecodingAndEncodingGivesTheSameIds, ()) {
  const WordTokenizer tokenizer = tokenizer_for(*text(), *rc::gen::inRange<std::size_t>(2, 60));
  const std::vector<TokenId> ids = tokenizer.encode(*text(), "text").ids;
  RC_ASSERT(tokenizer.encode(tokenizer.decode(ids), "decoded").ids == ids);
}

RC_GTEST_PROP(TokenizerProperties, DecodingKeepsAllWordsOfAKnownText, ()) {
  const std::string some = *text();
  const WordTokenizer tokenizer = tokenizer_for(some, 10'000);
  const Encoding encoding = tokenizer.encode(some, "text");
  RC_ASSERT(encoding.unknown.empty());
  RC_ASSERT(split_words(tokenizer.decode(encoding.ids), "decoded") == split_words(some, "text"));
}

RC_GTEST_PROP(TokenizerProperties, MoreTokensOnlyAddToTheText, ()) {
  const std::string some = *text();
  const WordTokenizer tokenizer = tokenizer_for(some, 10'000);
  const std::vector<TokenId> ids = tokenizer.encode(some, "text").ids;
  const std::size_t count = *rc::gen::inRange<std::size_t>(0, ids.size() + 1);
  RC_ASSERT(tokenizer.decode(ids).starts_with(tokenizer.decode(std::span(ids).first(count))));
}

RC_GTEST_PROP(TokenizerProperties, SplittingLosesNothingButWhiteSpace, ()) {
  const std::string some = *text();
  std::string joined;
  for (const std::string_view token : split_words(some, "text")) {
    RC_ASSERT(!token.empty());
    joined += token;
  }
  std::string without_space = some;
  std::erase_if(without_space,
                [](char c) { return std::string_view(" \t\n\v\f\r").find(c) != std::string_view::npos; });
  RC_ASSERT(joined == without_space);
}

RC_GTEST_PROP(TokenizerProperties, BytesAreSplitOrRefused, ()) {
  const std::string some = *bytes();
  try {
    split_words(some, "text");
    RC_ASSERT(is_utf8_by_definition(some));
  } catch (const Error&) {
    RC_ASSERT(!is_utf8_by_definition(some));
  }
}

RC_GTEST_PROP(VocabularyProperties, HoldsTheMostFrequentWordsInOrder, ()) {
  const std::string some = *text();
  const auto max_size = *rc::gen::inRange<std::size_t>(2, 40);
  std::map<std::string, int> counts;
  for (const std::string_view token : split_words(some, "text")) {
    if (token != "<unk>" && token != "</s>") ++counts[std::string(token)];
  }
  std::vector<std::pair<int, std::string>> ranking;
  ranking.reserve(counts.size());
  for (const auto& [token, count] : counts) ranking.emplace_back(-count, token);
  std::sort(ranking.begin(), ranking.end());

  WordTokenizerBuilder builder;
  builder.add(some, "text");
  const TokenizerBuilder::Result result = builder.build(max_size);
  Strings expected = {"<unk>", "</s>"};
  std::size_t tokens_dropped = 0;
  for (const auto& [negative_count, token] : ranking) {
    if (expected.size() < max_size) {
      expected.push_back(token);
    } else {
      tokens_dropped += static_cast<std::size_t>(-negative_count);
    }
  }
  RC_ASSERT(result.tokenizer->tokens() == expected);
  RC_ASSERT(result.words_dropped == ranking.size() + 2 - expected.size());
  RC_ASSERT(result.tokens_dropped == tokens_dropped);
}

// Datasets -----------------------------------------------------------------------------------------------------------

std::string csv_field(const std::string& text) {
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? "\"\"" : std::string(1, c);
  return field + '"';
}

Strings texts_of(const Dataset& dataset) {
  Strings texts;
  for (const Example& example : dataset.examples) texts.push_back(example.text);
  return texts;
}

using Chats = std::vector<std::pair<std::string, std::string>>;

Chats chats_of(const Dataset& dataset) {
  Chats chats;
  for (const Example& example : dataset.examples) {
    RC_ASSERT(example.is_chat);
    chats.emplace_back(example.prompt, example.answer);
  }
  return chats;
}

RC_GTEST_PROP(DatasetProperties, CsvTextsComeBack, ()) {
  const auto texts = *rc::gen::nonEmpty(rc::gen::container<Strings>(example_text()));
  const auto line_end = *rc::gen::element<std::string>("\n", "\r\n");
  std::string file;
  for (const std::string& text : texts) file += csv_field(text) + line_end;
  RC_ASSERT(texts_of(read_dataset("a.csv", file)) == texts);
}

RC_GTEST_PROP(DatasetProperties, CsvChatsComeBack, ()) {
  const auto chats = *rc::gen::nonEmpty(rc::gen::container<Chats>(rc::gen::pair(example_text(), example_text())));
  std::string file = "prompt,answer";
  for (const auto& [prompt, answer] : chats) file += '\n' + csv_field(prompt) + ',' + csv_field(answer);
  RC_ASSERT(chats_of(read_dataset("a.csv", file)) == chats);
}

RC_GTEST_PROP(DatasetProperties, JsonTextsComeBack, ()) {
  const auto texts = *rc::gen::nonEmpty(rc::gen::container<Strings>(example_text()));
  RC_ASSERT(texts_of(read_dataset("a.json", nlohmann::json(texts).dump())) == texts);
}

RC_GTEST_PROP(DatasetProperties, JsonChatsComeBack, ()) {
  const auto chats = *rc::gen::nonEmpty(rc::gen::container<Chats>(rc::gen::pair(example_text(), example_text())));
  nlohmann::json file = nlohmann::json::array();
  for (const auto& [prompt, answer] : chats) file.push_back({{"prompt", prompt}, {"answer", answer}});
  RC_ASSERT(chats_of(read_dataset("a.json", file.dump(1))) == chats);
}

RC_GTEST_PROP(DatasetProperties, TrainingTextEndsInTheEndToken, ()) {
  Example example;
  example.text = *text() + *rc::gen::element<std::string>(".", "</s>", " </s>", "\n</s> ");
  const std::string whole = example.training_text();
  const auto tokens = split_words(whole, "text");
  RC_ASSERT(tokens.back() == "</s>");
  const auto own = split_words(example.text, "text");
  RC_ASSERT(tokens.size() == own.size() + (own.back() == "</s>" ? 0U : 1U));
}

/// Whatever the bytes, they are examples that can be trained on, or an Error of one line that begins with the name.
void expect_examples_or_error(const std::string& name, const std::string& file) {
  try {
    const Dataset dataset = read_dataset(name, file);
    RC_ASSERT(!dataset.examples.empty());
    for (const Example& example : dataset.examples) RC_ASSERT(!split_words(example.training_text(), name).empty());
  } catch (const Error& error) {
    const std::string_view message = error.what();
    RC_ASSERT(message.starts_with(name));
    RC_ASSERT(message.find('\n') == std::string_view::npos);
  }
}

RC_GTEST_PROP(DatasetProperties, AnyBytesAreExamplesOrAnError, ()) {
  const std::string file = *bytes();
  for (const std::string name : {"a.txt", "a.csv", "a.json"}) expect_examples_or_error(name, file);
}

RC_GTEST_PROP(DatasetProperties, AnyPiecesOfJsonAreExamplesOrAnError, ()) {
  expect_examples_or_error("a.json", *almost_json());
}

}  // namespace
}  // namespace glassgpt
