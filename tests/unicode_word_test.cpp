// The kind `unicode-word`: how it splits texts of many scripts, and writes them again.

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/character_class.h"
#include "core/text/normalization.h"
#include "core/text/unicode_word_detokenizer.h"
#include "core/text/unicode_word_tokenizer.h"
#include "core/text/word_tokenizer.h"
#include "tests/support/errors.h"

namespace glassgpt {
namespace {

using Tokens = std::vector<std::string>;
using namespace std::literals;

Tokens split(std::string_view text) {
  std::string storage;
  const auto pieces = unicode_word_rules().pieces(text, storage);
  return {pieces.begin(), pieces.end()};
}

// Classes: spot checks against UnicodeData.txt, EastAsianWidth.txt and emoji-data.txt of Unicode 15.0
// ---------------------

TEST(CharacterClass, IsThatOfTheUnicodeStandard) {
  const auto all_are = [](std::u32string_view characters, CharacterClass expected) {
    for (const char32_t c : characters) {
      EXPECT_EQ(static_cast<int>(class_of(c)), static_cast<int>(expected)) << "U+" << std::hex << std::uint32_t{c};
    }
  };
  all_are(U"aZ09éßĳЖاש한अ", CharacterClass::word);
  all_are(U"\u0085\u00A0\u1680\u2003\u2028\u202F\u3000\u200B \t", CharacterClass::white_space);
  all_are(U"\u00AD\u200E\u200F\u202A\u2060\uFEFF", CharacterClass::invisible);
  all_are(U"\u0301\u0E31\u0E33\u200D\u200C\uFE0F\u20E3\U0001F3FD\U000E0067", CharacterClass::mark);
  all_are(U"\u212B\u0387\u1161\uF900\U0002F800", CharacterClass::unstable);
  all_are(U"€°©→×😀☀🇩", CharacterClass::symbol);
  all_are(U"漢かカーไลខကབ々〇𠀀ㄅ", CharacterClass::spaceless);
  all_are(U"“„«‘¿¡⟨", CharacterClass::opening);
  all_are(U"”»’…–—·،।՞‰", CharacterClass::closing);
  all_are(U"（「『《【", CharacterClass::wide_opening);
  all_are(U"）」。、！？・་។", CharacterClass::wide_closing);
  EXPECT_EQ(class_of(U'٣'), CharacterClass::word) << "digits make numbers, in every script";
  EXPECT_EQ(class_of(U'๓'), CharacterClass::word);
  EXPECT_EQ(class_of(0x10FFFF), CharacterClass::word);
}

// Normalization: examples of annex 15 of The Unicode Standard
// ------------------------------------------------------------

TEST(Normalization, ComposesWhatHasOneCharacter) {
  EXPECT_EQ(to_nfc("ba\u0308cker"), "b\u00E4cker");
  EXPECT_EQ(to_nfc("\u212B"), "\u00C5");              // the Ångström sign is the letter
  EXPECT_EQ(to_nfc("\u1100\u1161\u11A8"), "\uAC01");  // Hangul
  EXPECT_EQ(to_nfc("s\u0307\u0323"), "\u1E69");       // marks in another order
  EXPECT_EQ(to_nfc("\uFB01"), "\uFB01");              // a ligature is not taken apart
  EXPECT_EQ(to_nfc("\u304B\u3099"), "\u304C");        // か with its voicing mark
  EXPECT_EQ(to_nfc("\u0915\u093C"), "\u0915\u093C");  // excluded from composition
  EXPECT_EQ(to_nfc("a\0b\u0301"s), "a\0b\u0301"s);    // a zero byte ends nothing
  EXPECT_EQ(to_nfc("\uFEFFa"), "\uFEFFa");
  EXPECT_EQ(to_nfc(""), "");
}

TEST(Normalization, TakesInvisibleCharactersOut) {
  std::string storage;
  EXPECT_EQ(normalized("Silben\u00ADtrennung", storage), "Silbentrennung");
  EXPECT_EQ(normalized("a\u200E\u0301", storage), "\u00E1");
  const std::string_view composed = "Bäckerei – 漢字";
  EXPECT_EQ(normalized(composed, storage).data(), composed.data()) << "what is normal is not copied";
}

TEST(Normalization, ComparesWithoutCapitalsAndWidth) {
  EXPECT_EQ(to_lower_case("ÄRGER Ａ１？"), "ärger a1?");
  EXPECT_EQ(to_lower_case("ПРИВЕТ ΑΒΓ"), "привет αβγ");
}

// Splitting
// --------------------------------------------------------------------------------------------------------------

TEST(SplitUnicodeWords, SplitsAsciiAsTheKindWord) {
  for (const std::string_view text : std::initializer_list<std::string_view>{
           "The Moon circles the Earth in 27.3 days.", "\tdon't\r\n\v\fstop ", R"(!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~)",
           "a </s>", "</s>\n<unk>", "a</s>", "</s>.", "<unk></s>", "nul\0in \x01\x7f"sv, "", " \n "}) {
    const auto words = split_words(text, "test");
    EXPECT_EQ(split(text), Tokens(words.begin(), words.end())) << text;
  }
}

TEST(SplitUnicodeWords, MakesATokenOfEachPunctuationCharacter) {
  EXPECT_EQ(split("Zürich – “naïve”, ¿qué?"), (Tokens{"Zürich", "–", "“", "naïve", "”", ",", "¿", "qué", "?"}));
  EXPECT_EQ(split("l’eau… «oui»"), (Tokens{"l", "’", "eau", "…", "«", "oui", "»"}));
  EXPECT_EQ(split("مرحبا، كيف حالك؟"), (Tokens{"مرحبا", "،", "كيف", "حالك", "؟"}));
  EXPECT_EQ(split("20°C für 5€"), (Tokens{"20", "°", "C", "für", "5", "€"}));
}

TEST(SplitUnicodeWords, MakesATokenOfEachCharacterOfAScriptWithoutSpaces) {
  EXPECT_EQ(split("苹果是红色的。"), (Tokens{"苹", "果", "是", "红", "色", "的", "。"}));
  EXPECT_EQ(split("私はTシャツを3枚"), (Tokens{"私", "は", "T", "シ", "ャ", "ツ", "を", "3", "枚"}));
  EXPECT_EQ(split("ที่นี่"), (Tokens{"ที่", "นี่"}));               // vowel signs and tone marks stay with their consonant
  EXPECT_EQ(split("한국어 말"), (Tokens{"한국어", "말"}));  // Korean has spaces
  EXPECT_EQ(split("か\u3099き"), (Tokens{"が", "き"}));
}

TEST(SplitUnicodeWords, KeepsEmojiWhole) {
  for (const std::string_view emoji :
       {"👨‍👩‍👧‍👦", "👍🏽", "🇩🇪", "2️⃣", "#️⃣", "❤️‍🔥",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☀️", "😀", "🏳️‍🌈", "🧑🏿‍🚀"}) {
    EXPECT_EQ(split(emoji), Tokens{std::string(emoji)});
    EXPECT_EQ(split("a" + std::string(emoji) + "b"), (Tokens{"a", std::string(emoji), "b"}));
  }
  EXPECT_EQ(split("🇩🇪🇫🇷"), (Tokens{"🇩🇪", "🇫🇷"}));
  EXPECT_EQ(split("12️⃣"), (Tokens{"1", "2️⃣"}));
}

TEST(SplitUnicodeWords, TakesUnicodeWhiteSpaceAsWhiteSpace) {
  EXPECT_EQ(split("10\u00A0km\u3000漢\u200B字\u2028x"), (Tokens{"10", "km", "漢", "字", "x"}));
  EXPECT_EQ(split("\uFEFFThe\u00A0</s>\u2003<unk>"), (Tokens{"The", "</s>", "<unk>"}));
}

TEST(SplitUnicodeWords, SeesTheSameWordInBothForms) {
  EXPECT_EQ(split("Ba\u0308ckerei"), split("Bäckerei"));
  EXPECT_EQ(split("mi\u200Cnevisam"), Tokens{"mi\u200Cnevisam"}) << "a joiner within a word tells words apart";
}

// The tokenizer
// --------------------------------------------------------------------------------------------------------

TEST(UnicodeWordTokenizer, TellsPunctuationFromWords) {
  const auto is_punctuation = unicode_word_rules().is_punctuation;
  for (const std::string_view token : {"?", "。", "“", "–", "؟", "…", "$"}) EXPECT_TRUE(is_punctuation(token)) << token;
  for (const std::string_view token : {"a", "漢", "😀", "2️⃣", "</s>", "€"}) {
    EXPECT_FALSE(is_punctuation(token)) << token;
  }
}

TEST(UnicodeWordTokenizer, RefusesAVocabularyWithWhatIsNotOneToken) {
  for (const std::string token : {"日本", "ja\u0301", "a–b", "don’t", "a\u00A0b", "soft\u00ADhyphen"}) {
    EXPECT_NE(testing::error_of([&] {
                VocabularyTokenizer(unicode_word_rules(), {"<unk>", "</s>", token}, "m.json, tokenizer");
              }).find("is not one token"),
              std::string::npos)
        << token;
  }
}

// Writing
// ----------------------------------------------------------------------------------------------------------------

std::string rewrite_unicode(std::string_view text) {
  UnicodeWordDetokenizer detokenizer;
  std::string written;
  for (const std::string& token : split(text)) written += detokenizer.append(token);
  return written;
}

void expect_unchanged_unicode(std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) EXPECT_EQ(rewrite_unicode(text), text);
}

TEST(UnicodeWordDetokenizer, WritesEnglishAsTheKindWord) {
  expect_unchanged_unicode({"The Moon circles the Earth in 27.3 days.",
                            "User: How far is it? Assistant: Very far! </s>",
                            "don't, it's, we're, O'Brien at five o'clock", R"(He said "hello" and "bye".)", "a < b > c",
                            "see https://example.com/a_b now", "<unk> .", "U.S.A. and e.g. this"});
}

TEST(UnicodeWordDetokenizer, WritesScriptsWithoutSpacesWithout) {
  expect_unchanged_unicode(
      {"苹果是红色的。草是绿色的。", "我有3个苹果，你呢？", "他说“你好”。", "她喜欢《红楼梦》（第2版）！",
       "今日は2024年5月3日です。", "「はい」と言った。", "東京・大阪", "他——他的朋友——来了……", "สวัสดีครับ",
       "User: 苹果是什么颜色？ Assistant: 苹果是红色的。 </s>", "バージョン2", "བོད་ཡིག", "ភាសាខ្មែរ។"});
  EXPECT_EQ(rewrite_unicode("苹果 是 红色 的 。"), "苹果是红色的。");
  EXPECT_EQ(rewrite_unicode("The word 日本 means Japan."), "The word 日本 means Japan.");
}

TEST(UnicodeWordDetokenizer, WritesQuotesOfManyLanguages) {
  expect_unchanged_unicode({"He said “hello” and “bye”.", "Er sagte „Hallo“ und „Tschüss“.", "Il dit «oui» et «non».",
                            "Sie sagte »ja« und »nein«.", "Hon sade ”hej” och ”hejdå”.", "‘Yes,’ he said, ‘no.’",
                            "“It’s ‘fine’,” she said.", "„Das ist ‚gut‘“, sagte er.", "(“so”)", "“Hamlet”’s end"});
}

TEST(UnicodeWordDetokenizer, WritesApostrophes) {
  expect_unchanged_unicode({"don’t, it’s, we’re, I’ve", "l’eau, j’ai, c’est, qu’il, d’accord, n’est", "aujourd’hui",
                            "c'est l'heure, s'il vient", "dell’arte, un’idea", "five o’clock", "the dogs’ tails"});
}

TEST(UnicodeWordDetokenizer, WritesPunctuationOfManyLanguages) {
  expect_unchanged_unicode({"¿Qué? ¡Hola!", "Dijo: «¿Cómo estás?»", "مرحبا، كيف حالك؟ بخير؛ شكرا.", "नमस्ते। कैसे हो?",
                            "Wait… what…", "1990–1995", "he – in time – came", "it was 20°C", "5 € or €5", "3 × 4 = 12",
                            "−5 and 3 − 4", "§ 5 BGB", "col·lega", "Hello 😀! Bye 😀🎉.", "© 2024", "בית־ספר"});
}

TEST(UnicodeWordDetokenizer, SetsApartWhatWouldBeOneToken) {
  for (const std::string_view text : {"🇩 🇪", "漢 \u0301a", "( \u0301", "☃\u200D 🔥", "1 \uFE0F\u20E3", "か \u3099"}) {
    EXPECT_EQ(split(rewrite_unicode(text)), split(text)) << text;
  }
}

}  // namespace
}  // namespace glassgpt
