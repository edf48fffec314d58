// What holds for texts of all scripts, with each kind of tokenizer.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/normalization.h"
#include "core/text/tokenizer_kinds.h"

namespace glassgpt {
namespace {

using Strings = std::vector<std::string>;

std::string utf8_of(char32_t c) {
  if (c < 0x80) return {static_cast<char>(c)};
  const unsigned more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;  // bytes after the first
  const unsigned lead = more == 1 ? 0xC0 : more == 2 ? 0xE0 : 0xF0;
  std::string text(1, static_cast<char>(lead | c >> 6 * more));
  for (unsigned i = more; i-- > 0;) text += static_cast<char>(0x80U | (c >> 6 * i & 0x3FU));
  return text;
}

/// Words, characters and pieces of sequences that mean something else together.
rc::Gen<std::string> piece() {
  const auto known = rc::gen::element<std::string>(
      "The", "27", "3", "s", "l", "qu", "C", "www", "Bäcker", "ба", "שלום", "مرحبا", "한", "\u1100", "\u1161", "漢",
      "か", "\u3099", "カ", "ไ", "ที่", "བ", "་", "\u0301", "\u0327", "a", "A\u030A", "e", "\u200D", "\u200C", "\uFE0F",
      "\u20E3", "☃", "😀", "👍", "🏽", "🇩", "🇪", "👨‍👩‍👧", "2️⃣", "\U000E0067", "\U000E007F", "🏴",
      "\u0915", "\u094D", "\u093F", "\u0338", "=");
  const auto punctuation = rc::gen::element<std::string>(
      "“", "”", "„", "‘", "’", "‚", "«", "»", "‹", "›", "¿", "¡", "…", "–", "—", "·", "、", "。", "「", "」", "（",
      "）", "，", "？", "・", "～", "€", "°", "×", "−", "©", "׳", "،", "؟", "।", "\"", "'", "`", ".", ",", ":", "-",
      "/", "<", ">", "(", ")", "@", "%", "#", "$", "&");
  const auto special =
      rc::gen::element<std::string>(" </s> ", " <unk> ", "</s>", "<unk>", "</s", "/s>", "\u3000</s>\u00A0", "s>");
  const auto space = rc::gen::element<std::string>(" ", "  ", "\n", "\r\n", "\t", "\u00A0", "\u3000", "\u200B",
                                                   "\uFEFF", "\u00AD", "\u200E");
  const auto any = rc::gen::map(rc::gen::inRange<std::uint32_t>(0x80, 0x2FFFF), [](std::uint32_t c) {
    return c >= 0xD800 && c < 0xE000 ? std::string("x") : utf8_of(c);
  });
  return rc::gen::weightedOneOf<std::string>({{6, known}, {5, punctuation}, {1, special}, {3, space}, {2, any}});
}

rc::Gen<std::string> unicode_text() {
  return rc::gen::map(rc::gen::container<Strings>(piece()), [](const Strings& pieces) {
    std::string whole;
    for (const std::string& next : pieces) whole += next;
    return whole;
  });
}

std::shared_ptr<const Tokenizer> tokenizer_for(const TokenizerKind& kind, const std::string& known_text,
                                               std::size_t max_size) {
  const std::unique_ptr<TokenizerBuilder> builder = kind.builder();
  builder->add(known_text, "text");
  return builder->build(max_size).tokenizer;
}

rc::Gen<const TokenizerKind*> kind() {
  return rc::gen::map(rc::gen::inRange<std::size_t>(0, tokenizer_kinds().size()),
                      [](std::size_t i) { return &tokenizer_kinds()[i]; });
}

RC_GTEST_PROP(UnicodeProperties, DecodingAndEncodingGivesTheSameIds, ()) {
  const TokenizerKind* its = *kind();
  const auto tokenizer = tokenizer_for(*its, *unicode_text(), *rc::gen::inRange<std::size_t>(300, 400));
  const std::vector<TokenId> ids = tokenizer->encode(*unicode_text(), "text").ids;
  RC_ASSERT(tokenizer->encode(tokenizer->decode(ids), "decoded").ids == ids);
}

RC_GTEST_PROP(UnicodeProperties, DecodingKeepsAllOfAKnownText, ()) {
  const std::string some = *unicode_text();
  const TokenizerKind* its = *kind();
  const auto tokenizer = tokenizer_for(*its, some, 10'000);
  const Encoding encoding = tokenizer->encode(some, "text");
  RC_ASSERT(encoding.unknown.empty());
  RC_ASSERT(tokenizer->split(tokenizer->decode(encoding.ids), "decoded") == tokenizer->split(some, "text"));
}

RC_GTEST_PROP(UnicodeProperties, PiecesAreTheTokensOfTheirIds, ()) {
  const std::string some = *unicode_text();
  const TokenizerKind* its = *kind();
  const auto tokenizer = tokenizer_for(*its, *unicode_text(), 300);
  const Encoding encoding = tokenizer->encode(some, "text");
  const Strings pieces = tokenizer->split(some, "text");
  RC_ASSERT(pieces.size() == encoding.ids.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (encoding.ids[i] != kUnknownId) RC_ASSERT(pieces[i] == tokenizer->token(encoding.ids[i]));
  }
}

RC_GTEST_PROP(UnicodeProperties, MoreTokensOnlyAddToTheText, ()) {
  const std::string some = *unicode_text();
  const TokenizerKind* its = *kind();
  const auto tokenizer = tokenizer_for(*its, some, 10'000);
  const std::vector<TokenId> ids = tokenizer->encode(some, "text").ids;
  const std::size_t count = *rc::gen::inRange<std::size_t>(0, ids.size() + 1);
  RC_ASSERT(tokenizer->decode(ids).starts_with(tokenizer->decode(std::span(ids).first(count))));
}

RC_GTEST_PROP(UnicodeProperties, BothFormsGiveTheSameTokens, ()) {
  const std::string some = *unicode_text();
  const auto tokenizer = tokenizer_for(tokenizer_kinds().front(), some, 10'000);
  std::string storage;
  RC_ASSERT(tokenizer->encode(normalized(some, storage), "text").ids == tokenizer->encode(some, "text").ids);
}

RC_GTEST_PROP(UnicodeProperties, NormalizingTwiceChangesNothing, ()) {
  const std::string some = *unicode_text();
  std::string once;
  std::string twice;
  const std::string_view first = normalized(some, once);
  RC_ASSERT(normalized(first, twice) == first);
}

}  // namespace
}  // namespace glassgpt
