#include "core/text/word_tokenizer.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/text/tokenizer_kinds.h"
#include "core/text/utf8.h"
#include "core/text/word_detokenizer.h"
#include "tests/support/errors.h"

namespace glassgpt {
namespace {

using Views = std::vector<std::string_view>;
using Ids = std::vector<TokenId>;
using namespace std::literals;
using testing::error_of;

// Splitting --------------------------------------------------------------------------------------------------------

TEST(SplitWords, SplitsAtWhiteSpaceAndPunctuation) {
  EXPECT_EQ(split_words("The Moon circles the Earth in 27.3 days.", "text"),
            (Views{"The", "Moon", "circles", "the", "Earth", "in", "27", ".", "3", "days", "."}));
  EXPECT_EQ(split_words("\tdon't\r\n\v\fstop ", "text"), (Views{"don", "'", "t", "stop"}));
  EXPECT_EQ(split_words("", "text"), Views{});
  EXPECT_EQ(split_words(" \n ", "text"), Views{});
}

TEST(SplitWords, MakesATokenOfEachAsciiPunctuationCharacter) {
  const std::string all = R"(!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~)";
  ASSERT_EQ(all.size(), 32U);
  const Views tokens = split_words(all, "text");
  ASSERT_EQ(tokens.size(), 32U);
  for (std::size_t i = 0; i < tokens.size(); ++i) EXPECT_EQ(tokens[i], all.substr(i, 1));
}

TEST(SplitWords, KeepsSpecialTokensThatStandBetweenWhiteSpace) {
  EXPECT_EQ(split_words("a </s>", "text"), (Views{"a", "</s>"}));
  EXPECT_EQ(split_words("</s>\n<unk>", "text"), (Views{"</s>", "<unk>"}));
  EXPECT_EQ(split_words("a</s>", "text"), (Views{"a", "<", "/", "s", ">"}));
  EXPECT_EQ(split_words("</s>.", "text"), (Views{"<", "/", "s", ">", "."}));
  EXPECT_EQ(split_words("<unk></s>", "text"), (Views{"<", "unk", ">", "<", "/", "s", ">"}));
  EXPECT_EQ(split_words("<UNK> </S> <s>", "text"), (Views{"<", "UNK", ">", "<", "/", "S", ">", "<", "s", ">"}));
}

TEST(SplitWords, TakesEveryOtherByteAsPartOfAWord) {
  EXPECT_EQ(split_words("Zürich – “naïve” 日本語。", "text"), (Views{"Zürich", "–", "“naïve”", "日本語。"}));
  EXPECT_EQ(split_words("no\u00A0break", "text"), (Views{"no\u00A0break"}));  // white space, but not in ASCII
  EXPECT_EQ(split_words("nul\0in \x01\x7f"s, "text"), (Views{"nul\0in"sv, "\x01\x7f"}));
}

TEST(SplitWords, NamesTheByteThatIsNotUtf8) {
  EXPECT_EQ(error_of([] { split_words("caf\xE9 au lait", "facts.txt, line 3"); }),
            "facts.txt, line 3: the text is not valid UTF-8 at byte 4; encode it as UTF-8");
}

// UTF-8: the borders of each row of table 3-7 of The Unicode Standard -------------------------------------------------

TEST(Utf8, AcceptsTheFirstAndLastOfEachRange) {
  for (const std::string_view text :
       {"\x01", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xE0\xBF\xBF", "\xE1\x80\x80", "\xEC\xBF\xBF",
        "\xED\x80\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF0\xBF\xBF\xBF",
        "\xF1\x80\x80\x80", "\xF3\xBF\xBF\xBF", "\xF4\x80\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(find_invalid_utf8(text), std::nullopt) << in_quotes(text);
  }
}

TEST(Utf8, RefusesWhatLiesJustOutside) {
  for (const std::string_view text : {"\x80",  // continuation without a lead
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xE0\x9F\xBF",      // overlong
                                      "\xF0\x8F\xBF\xBF",  // overlong
                                      "\xED\xA0\x80",
                                      "\xED\xBF\xBF",  // surrogates
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",  // beyond U+10FFFF
                                      "\xFE",
                                      "\xFF",  // never leads
                                      "\xC2",
                                      "\xE1\x80",
                                      "\xF1\x80\x80",  // broken off by the end
                                      "\xC2 ",
                                      "\xE1\x80 ",
                                      "\xF1\x80\x80 ",  // broken off by another character
                                      "\xC2\xC2",
                                      "\xE1\x80\xC0",
                                      "\xF1\x80\x80\xC0"}) {
    EXPECT_EQ(find_invalid_utf8("é" + std::string(text) + "x"), 2U) << ::testing::PrintToString(text);
  }
}

TEST(Utf8, FindsPlacesAsEditorsCountThem) {
  const std::string text = "one\ntwo\n\nfour";
  const auto place = [&](std::size_t offset) {
    const TextPlace found = place_at(text, offset);
    return std::to_string(found.line) + ":" + std::to_string(found.byte);
  };
  EXPECT_EQ(place(0), "1:1");
  EXPECT_EQ(place(3), "1:4");
  EXPECT_EQ(place(4), "2:1");
  EXPECT_EQ(place(8), "3:1");
  EXPECT_EQ(place(9), "4:1");
  EXPECT_EQ(place(13), "4:5");
  const auto line = [](std::string_view all) { return place_at(all, all.size()).line; };
  EXPECT_EQ(line("a\r\nb\r\n"), 3U);
  EXPECT_EQ(line("a\rb\r\rc"), 4U);
}

TEST(Utf8, QuotesTextForMessages) {
  EXPECT_EQ(in_quotes("naïve"), "\"naïve\"");
  EXPECT_EQ(in_quotes("a\nb\x7f"), R"("a\x0Ab\x7F")");
  EXPECT_EQ(in_quotes(std::string(40, 'x')), '"' + std::string(40, 'x') + '"');
  EXPECT_EQ(in_quotes(std::string(41, 'x')), '"' + std::string(40, 'x') + "…\"");
  EXPECT_EQ(in_quotes(std::string(39, 'x') + "é"), '"' + std::string(39, 'x') + "…\"");  // never half a character
}

// Vocabulary ---------------------------------------------------------------------------------------------------------

TEST(WordTokenizerBuilder, OrdersByFrequencyThenByBytes) {
  WordTokenizerBuilder builder;
  builder.add("the cat saw the dog . </s>", "text");
  builder.add("The dog saw <unk> Ödön . </s>", "text");
  const TokenizerBuilder::Result result = builder.build(100);
  EXPECT_EQ(result.tokenizer->tokens(),
            (std::vector<std::string>{"<unk>", "</s>", ".", "dog", "saw", "the", "The", "cat", "Ödön"}));
  EXPECT_EQ(result.words_dropped, 0U);
  EXPECT_EQ(result.tokens_dropped, 0U);
}

TEST(WordTokenizerBuilder, CountsWhatDoesNotFit) {
  WordTokenizerBuilder builder;
  builder.add("a a a a b b b c c d", "text");
  const TokenizerBuilder::Result result = builder.build(4);
  EXPECT_EQ(result.tokenizer->tokens(), (std::vector<std::string>{"<unk>", "</s>", "a", "b"}));
  EXPECT_EQ(result.words_dropped, 2U);
  EXPECT_EQ(result.tokens_dropped, 3U);
}

TEST(WordTokenizerBuilder, NamesThePlaceOfBadText) {
  WordTokenizerBuilder builder;
  EXPECT_EQ(error_of([&] { builder.add("\xFF", "a.txt, example 2"); }),
            "a.txt, example 2: the text is not valid UTF-8 at byte 1; encode it as UTF-8");
}

// Tokenizer ----------------------------------------------------------------------------------------------------------

WordTokenizer tokenizer_of(std::vector<std::string> words) {
  words.insert(words.begin(), {"<unk>", "</s>"});
  return {std::move(words), "test"};
}

TEST(WordTokenizer, EncodesAndNamesUnknownWords) {
  const WordTokenizer tokenizer = tokenizer_of({"User", ":", "How", "?"});
  const Encoding encoding = tokenizer.encode("User: How far? <unk> far </s>", "prompt");
  EXPECT_EQ(encoding.ids, (Ids{2, 3, 4, 0, 5, 0, 0, 1}));
  EXPECT_EQ(encoding.unknown, (std::vector<std::string>{"far", "far"}));  // <unk> itself is no unknown word
}

TEST(WordTokenizer, KeepsCase) {
  EXPECT_EQ(tokenizer_of({"Moon"}).encode("moon Moon", "text").ids, (Ids{0, 2}));
}

TEST(WordTokenizer, DecodesAsPeopleWrite) {
  const WordTokenizer tokenizer = tokenizer_of({"User", ":", "How", "?", "days", ".", "27", "3"});
  EXPECT_EQ(tokenizer.decode(Ids{2, 3, 4, 5}), "User: How?");
  EXPECT_EQ(tokenizer.decode(Ids{8, 7, 9, 6, 7, 1}), "27.3 days. </s>");
  EXPECT_EQ(tokenizer.decode(Ids{4, 0, 5}), "How <unk> ?");
  EXPECT_EQ(tokenizer.decode(Ids{}), "");
}

TEST(WordTokenizer, HoldsOnlyTheSpecialTokensByDefault) {
  const WordTokenizer tokenizer;
  EXPECT_EQ(tokenizer.size(), 2);
  EXPECT_EQ(tokenizer.token(kUnknownId), "<unk>");
  EXPECT_EQ(tokenizer.token(kEndId), "</s>");
}

std::string vocabulary_error(const std::vector<std::string>& tokens) {
  return error_of([&] { WordTokenizer(tokens, "m.json, tokenizer"); });
}

TEST(WordTokenizer, RefusesAVocabularyWithoutTheSpecialTokens) {
  const std::string message =
      R"(m.json, tokenizer: the vocabulary does not begin with "<unk>" and "</s>"; give these two the ids 0 and 1, )"
      "before all words";
  EXPECT_EQ(vocabulary_error({}), message);
  EXPECT_EQ(vocabulary_error({"<unk>"}), message);
  EXPECT_EQ(vocabulary_error({"</s>", "<unk>"}), message);
}

TEST(WordTokenizer, RefusesAVocabularyThatNamesATokenTwice) {
  EXPECT_EQ(vocabulary_error({"<unk>", "</s>", "a", "a"}),
            R"(m.json, tokenizer, token 3: "a" is also token 2; list each token once)");
  EXPECT_EQ(vocabulary_error({"<unk>", "</s>", "</s>"}),
            R"(m.json, tokenizer, token 2: "</s>" is also token 1; list each token once)");
}

TEST(WordTokenizer, RefusesAVocabularyWithWhatIsNotOneToken) {
  for (const std::string token : {"", " ", "two words", "don't", "??", "end.", "line\n", " led"}) {
    EXPECT_EQ(vocabulary_error({"<unk>", "</s>", "fine", token}),
              "m.json, tokenizer, token 3: " + in_quotes(token) +
                  " is not one token; make each a word without white space and punctuation, or one punctuation "
                  "character");
  }
  EXPECT_EQ(vocabulary_error({"<unk>", "</s>", "\xC0\x80"}),
            "m.json, tokenizer, token 2: the text is not valid UTF-8 at byte 1; encode it as UTF-8");
}

// Kinds --------------------------------------------------------------------------------------------------------------

TEST(TokenizerKinds, AreFoundByName) {
  ASSERT_EQ(tokenizer_kinds().size(), kNames<TokenizerChoice>.size());
  for (std::size_t i = 0; i < tokenizer_kinds().size(); ++i) {
    EXPECT_EQ(tokenizer_kinds()[i].name, kNames<TokenizerChoice>[i]);
  }
  ASSERT_NE(find_tokenizer_kind("word"), nullptr);
  EXPECT_EQ(find_tokenizer_kind("word")->fields, std::vector<std::string_view>{"tokens"});
  EXPECT_EQ(find_tokenizer_kind("Word"), nullptr);
  EXPECT_EQ(find_tokenizer_kind(""), nullptr);
}

TEST(TokenizerKinds, ComeBackFromTheirFields) {
  const std::string_view text = "User: How far is it? </s>";
  for (const TokenizerKind& kind : tokenizer_kinds()) {
    const std::unique_ptr<TokenizerBuilder> builder = kind.builder();
    builder->add(text, "text");
    const auto built = builder->build(100).tokenizer;
    EXPECT_EQ(built->kind(), kind.name);
    EXPECT_EQ(kind.fields.front(), "tokens");

    std::vector<std::vector<std::string>> lists;
    for (const auto& list : built->fields()) lists.emplace_back(list.begin(), list.end());
    ASSERT_EQ(lists.size(), kind.fields.size());
    EXPECT_EQ(lists.front(), built->tokens());
    const auto read = kind.read(lists, "file");
    EXPECT_EQ(read->tokens(), built->tokens());
    const Ids ids = built->encode(text, "text").ids;
    EXPECT_EQ(read->encode(text, "text").ids, ids);
    EXPECT_EQ(read->decode(ids), text);
    EXPECT_EQ(built->split(text, "text").size(), ids.size());
    EXPECT_EQ(ids.back(), kEndId);
  }
}

TEST(WordTokenizer, TellsPunctuationFromWords) {
  const WordTokenizer tokenizer = tokenizer_of({"a", "?", "–"});
  EXPECT_FALSE(tokenizer.is_punctuation(2));
  EXPECT_TRUE(tokenizer.is_punctuation(3));
  EXPECT_FALSE(tokenizer.is_punctuation(4));  // not in ASCII
  EXPECT_FALSE(tokenizer.is_punctuation(kEndId));
}

// Writing text -------------------------------------------------------------------------------------------------------

std::string rewrite_words(std::string_view text) {
  WordDetokenizer detokenizer;
  std::string written;
  for (const std::string_view token : split_words(text, "test")) written += detokenizer.append(token);
  return written;
}

void expect_unchanged_words(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) EXPECT_EQ(rewrite_words(text), text);
}

TEST(WordDetokenizer, WritesSentences) {
  expect_unchanged_words({"The Moon circles the Earth in 27.3 days.", "User: How far is it? Assistant: Very far! </s>",
                          "Red, green and blue; also black.", "Wait... what?!", "First this: then that.",
                          "Mr. Smith met Dr. Who.", "It was over. He left.", "Is it? Yes. No!"});
}

TEST(WordDetokenizer, WritesNumbers) {
  expect_unchanged_words({"1,000",
                          "about 1,234,567.89 in all",
                          "in 3, 4 or 5 days",
                          "in 1990, 100 people",
                          "at 10:30 or 9:05:59",
                          "Chapter 2: 3 pigs",
                          "3 + 4 = 7",
                          "2 * 3 < 7",
                          "50% of it, or 12.5%.",
                          "$5 or $1,000.50",
                          "-40 degrees",
                          "(-5)",
                          "x = -5",
                          "1990-1995",
                          "5%-10%",
                          "#1 of 192.168.0.1",
                          "~5",
                          "2^10",
                          "1/2",
                          "version 2.0"});
}

TEST(WordDetokenizer, WritesWordsWithPunctuation) {
  expect_unchanged_words({"don't, it's, we're, I've, she'll, he'd and I'm", "DON'T", "the dogs' tails",
                          "O'Brien at five o'clock", "well-known", "and/or", "two-year-old", "U.S.A. and the U.S. too",
                          "e.g. this, i.e. that", "at 5 p.m.", "Vitamin C. A lemon", "Plan B. I agree", "snake_case",
                          "a & b", "a || b", "a == b"});
}

TEST(WordDetokenizer, WritesPairs) {
  expect_unchanged_words({"(see below)", "it (the cat) sat (down).", "[1], {2}", "((a))", R"("Hello" he said)",
                          R"(He said "hello" and "bye".)", R"x(("quoted"))x", R"("No," he said, "never.")",
                          "She said, 'hello' to me", "'Don't' is a word", R"("Hamlet"'s end)", "(EU)'s end",
                          "run `make` now", R"("a"-"b")"});
}

TEST(WordDetokenizer, WritesAddresses) {
  expect_unchanged_words({"see https://example.com/a_b now", "write to ann@example.com. Then wait", "www.example.com",
                          R"(C:\temp)", "/usr/bin", "km/h"});
}

TEST(WordDetokenizer, WritesSpecialTokens) {
  expect_unchanged_words(
      {"<unk> .", "( <unk> )", "the <unk> 's tail", "</s> </s>", R"(" </s> "next")", "a < b > c", "- </s> -"});
}

TEST(WordDetokenizer, NeverMakesASpecialTokenOfPieces) {
  EXPECT_EQ(split_words(rewrite_words("a</s>"), "test"), (Views{"a", "<", "/", "s", ">"}));
  EXPECT_EQ(split_words(rewrite_words("<unk>."), "test"), (Views{"<", "unk", ">", "."}));
  EXPECT_EQ(split_words(rewrite_words("-<-/s>"), "test"), (Views{"-", "<", "-", "/", "s", ">"}));
}

TEST(WordDetokenizer, PutsTheSpaceBeforeTheTokenItBelongsTo) {
  WordDetokenizer detokenizer;
  EXPECT_EQ(detokenizer.append("Assistant"), "Assistant");
  EXPECT_EQ(detokenizer.append(":"), ":");
  EXPECT_EQ(detokenizer.append("Yes"), " Yes");
  EXPECT_EQ(detokenizer.append("."), ".");
  EXPECT_EQ(detokenizer.append("</s>"), " </s>");
}

}  // namespace
}  // namespace glassgpt
