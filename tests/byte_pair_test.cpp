// The kinds `byte-pair`, held against the library `tokenizers`, and `character`.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/byte_alphabet.h"
#include "core/text/byte_pair_tokenizer.h"
#include "core/text/byte_pairs.h"
#include "core/text/character_tokenizer.h"
#include "core/text/dataset.h"
#include "core/text/piece_counts.h"
#include "core/text/tokenizer_kinds.h"
#include "tests/support/errors.h"

namespace glassgpt {
namespace {

using Tokens = std::vector<std::string>;
using Json = nlohmann::json;
using testing::error_of;

Json read_json(const std::string& name) {
  std::ifstream file(std::string(GLASSGPT_FIXTURES) + "/" + name);
  return Json::parse(file);
}

Tokens fixture_texts(const Json& fixture) {
  return fixture.contains("texts") ? fixture["texts"].get<Tokens>() : read_json("../../data/facts.json").get<Tokens>();
}

// The library's results
// -------------------------------------------------------------------------------------------------

class HuggingFace : public ::testing::TestWithParam<const char*> {};

TEST_P(HuggingFace, LearnsTheSameMergesAndCutsTextsAlike) {
  const Json fixture = read_json(std::string("byte_pair/") + GetParam() + ".json");
  PieceCounts counts;
  for (const std::string& text : fixture_texts(fixture)) {
    for (const std::string_view stretch : split_for_merging(text)) counts.add(stretch);
  }
  const BytePairs pairs = learn_byte_pairs(counts, fixture["vocabulary"], fixture["least_count"]);
  EXPECT_EQ(pairs.tokens, fixture["tokens"].get<Tokens>());
  Tokens merges;
  for (const auto& [a, b] : pairs.merges) {
    merges.push_back(pairs.tokens[static_cast<std::size_t>(a)] + " " + pairs.tokens[static_cast<std::size_t>(b)]);
  }
  EXPECT_EQ(merges, fixture["merges"].get<Tokens>());

  const BytePairTokenizer tokenizer(pairs.tokens, merges, "test");
  for (const Json& sample : fixture["samples"]) {
    const auto text = sample["text"].get<std::string>();
    const auto ids = sample["ids"].get<std::vector<TokenId>>();
    EXPECT_EQ(tokenizer.encode(text, "test").ids, ids) << text;
    EXPECT_EQ(tokenizer.decode(ids), text);
  }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, HuggingFace, ::testing::Values("scripts", "facts"),
                         [](const auto& param) { return std::string(param.param); });

// The parts
// -------------------------------------------------------------------------------------------------------------

TEST(ByteAlphabet, IsThatOfGpt2) {
  EXPECT_EQ(text_of_bytes(" the\n"), "ĠtheĊ");
  EXPECT_EQ(text_of_bytes("é"), "Ã©");
  EXPECT_EQ(text_of_bytes(std::string_view("\0\x7F\xA0\xAD", 4)), "ĀġłŃ");
  for (int byte = 0; byte < 256; ++byte) {
    const std::string bytes(1, static_cast<char>(byte));
    EXPECT_EQ(bytes_of_text(text_of_bytes(bytes)), bytes);
  }
  EXPECT_EQ(bytes_of_text("\u00AD"), std::nullopt);  // stands for itself nowhere
  EXPECT_EQ(bytes_of_text(" "), std::nullopt);
  EXPECT_EQ(bytes_of_text("漢"), std::nullopt);
}

TEST(SplitForMerging, KeepsTheSpaceBeforeAWord) {
  const auto split = [](std::string_view text) {
    const auto stretches = split_for_merging(text);
    return Tokens(stretches.begin(), stretches.end());
  };
  EXPECT_EQ(split("Don't stop, 27.3 x1!"), (Tokens{"Don", "'", "t", " stop", ",", " 27", ".", "3", " x1", "!"}));
  EXPECT_EQ(split("a   b\n\nc \n"), (Tokens{"a", "  ", " b", "\n", "\n", "c", " \n"}));
  EXPECT_EQ(split("苹果。草"), (Tokens{"苹果", "。", "草"}));
  EXPECT_EQ(split(""), Tokens{});
}

std::shared_ptr<const Tokenizer> built(const TokenizerKind& kind, const Tokens& texts, std::size_t most = 10'000) {
  const std::unique_ptr<TokenizerBuilder> builder = kind.builder();
  for (const std::string& text : texts) builder->add(text, "test");
  return builder->build(most).tokenizer;
}

TEST(BytePairTokenizer, MergesWhatStandsTogetherOften) {
  const auto tokenizer = built(byte_pair_kind(), {"low low low lower </s>", "lower new </s>"});
  EXPECT_EQ(tokenizer->split("low lower slow </s>", "test"), (Tokens{"low", "Ġlow", "er", "Ġ", "s", "low", "</s>"}));
  EXPECT_EQ(tokenizer->size(), 258 + 4);  // lo, low, Ġlow, er: "lower" stands once with a space before it, once without
}

TEST(BytePairTokenizer, NeverMergesASpecialToken) {
  const auto tokenizer = built(byte_pair_kind(), {"a<unk>b <unk>b <unk>b x<unk>", "</s>. </s>. </s>."});
  EXPECT_EQ(std::count(tokenizer->tokens().begin(), tokenizer->tokens().end(), "<unk>"), 1);
  const std::string text = "a <unk> b </s> . <unk> </s>";
  EXPECT_EQ(tokenizer->decode(tokenizer->encode(text, "test").ids), text);
}

TEST(BytePairTokenizer, HoldsBackBytesUntilTheyMakeACharacter) {
  const auto tokenizer = built(byte_pair_kind(), {"x"});
  const auto detokenizer = tokenizer->detokenizer();
  const Tokens bytes = tokenizer->split("é漢", "test");
  ASSERT_EQ(bytes.size(), 5U);
  Tokens written;
  for (const std::string& byte : bytes) written.push_back(detokenizer->append(byte));
  EXPECT_EQ(written, (Tokens{"", "é", "", "", "漢"}));
  EXPECT_EQ(detokenizer->append(text_of_bytes("\xE6")), "");
  EXPECT_EQ(detokenizer->append("x"), "\uFFFDx") << "bytes that make no character";
  EXPECT_EQ(detokenizer->append(text_of_bytes("\x80")), "\uFFFD");
}

TEST(BytePairTokenizer, RefusesFilesThatItCannotHaveWritten) {
  const auto tokenizer = built(byte_pair_kind(), {"low low"});
  const Tokens tokens = tokenizer->tokens();
  const auto message = [&](Tokens its, Tokens merges) {
    return error_of([&] { BytePairTokenizer(std::move(its), std::move(merges), "m.json, tokenizer"); });
  };
  EXPECT_EQ(message(Tokens(tokens.begin(), tokens.begin() + 200), {}),
            "m.json, tokenizer: there is not a token for every byte; list all 256 of them after <unk> and </s>");
  Tokens twice = tokens;
  twice.push_back("low");
  EXPECT_EQ(message(twice, {}), "m.json, tokenizer, token 260: \"low\" is also token 259; list each token once");
  Tokens wrong = tokens;
  wrong.push_back("a b");
  EXPECT_EQ(message(wrong, {}),
            "m.json, tokenizer, token 260: \"a b\" stands for no bytes; write each byte as GPT-2 "
            "does, a space as Ġ");
  for (const std::string merge : {"l", "", "l o w", " lo", "x y", "lo lo", "<unk> l"}) {
    EXPECT_EQ(message(tokens, {merge}), "m.json, tokenizer, merge 0: \"" + merge +
                                            "\" does not make a token of two; name two tokens with one space between");
  }
}

TEST(BytePairTokenizer, LearnsTenMegabytesInSeconds) {
  // Distinct words enough that going through all of them for each merge would take minutes.
  PieceCounts counts;
  std::uint32_t state = 1;
  for (int words = 0; words < 50'000; ++words) {
    std::string word = " ";
    for (int i = 0; i < 8; ++i) {
      state = state * 1664525U + 1013904223U;
      word += static_cast<char>('a' + (state >> 24U) % 16U);
    }
    counts.add(word, 1 + (state >> 20U) % 7U);
  }
  EXPECT_EQ(learn_byte_pairs(counts, 4000, 2).tokens.size(), 4000U);
}

// Characters
// -------------------------------------------------------------------------------------------------------------

TEST(CharacterTokenizer, MakesATokenOfEachCharacter) {
  const auto tokenizer = built(vocabulary_kind<character_rules>(), {"User: ja? </s>"});
  EXPECT_EQ(tokenizer->split("Ja\u0308 👍🏽\n</s>", "test"), (Tokens{"J", "ä", " ", "👍🏽", "\n", "</s>"}));
  EXPECT_EQ(tokenizer->split("a </s> b", "test"), (Tokens{"a", "</s>", "b"}));
  EXPECT_EQ(tokenizer->split("a</s><unk>  b", "test"), (Tokens{"a", "</s>", "<unk>", " ", "b"}));
  EXPECT_EQ(tokenizer->decode(tokenizer->encode("User: ja? </s>", "test").ids), "User: ja? </s>");
  EXPECT_EQ(tokenizer->decode(tokenizer->encode("sehr", "test").ids), "se <unk> r");
  EXPECT_EQ(tokenizer->encode("sehr", "test").unknown, Tokens{"h"});
}

}  // namespace
}  // namespace glassgpt
