#include "core/text/dataset_encoder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/text/word_tokenizer.h"

namespace glassgpt {
namespace {

using PackedIds = std::vector<PackedTokenId>;

Dataset dataset_of(const std::vector<std::string>& texts) {
  Dataset dataset;
  dataset.name = "a.txt";
  for (const std::string& text : texts) {
    dataset.examples.push_back_text(text);
  }
  return dataset;
}

// PackedIds: 2 a, 3 b, 4 c
WordTokenizer letters() {
  return WordTokenizer({"<unk>", "</s>", "a", "b", "c"}, "test");
}

TEST(EncodeDataset, PutsExamplesEndToEnd) {
  const EncodedDataset encoded = encode_dataset(letters(), dataset_of({"a b", "c </s>", "c b a"}), 3);
  EXPECT_EQ(encoded.sequences.ids, (PackedIds{2, 3, 1, 4, 1, 4, 3, 2, 1}));
  EXPECT_EQ(encoded.sequences.starts, (std::vector<std::size_t>{0, 3, 5, 9}));
  ASSERT_EQ(encoded.sequences.count(), 3U);
  const std::span<const PackedTokenId> second = encoded.sequences[1];
  EXPECT_EQ(PackedIds(second.begin(), second.end()), (PackedIds{4, 1}));
  EXPECT_EQ(encoded.counts.predicted_tokens, 6U);  // 2 + 1 + 3: each but the first of its example
  EXPECT_EQ(encoded.counts.unknown_tokens, 0U);
  EXPECT_EQ(encoded.counts.examples_cut, 0U);
  EXPECT_EQ(encoded.counts.tokens_cut, 0U);
}

/// The pieces of a text as words.
std::vector<std::string> pieces_of(const std::string& text, int max_seq_len) {
  const Dataset data = dataset_of({text});
  WordTokenizerBuilder builder;
  builder.add(text, "text");
  const auto tokenizer = builder.build(1000).tokenizer;
  const EncodedDataset encoded = encode_dataset(*tokenizer, data, max_seq_len);
  std::vector<std::string> pieces;
  std::size_t predicted = 0;
  for (std::size_t i = 0; i < encoded.sequences.count(); ++i) {
    const std::span<const PackedTokenId> ids = encoded.sequences[i];
    EXPECT_LE(ids.size(), static_cast<std::size_t>(max_seq_len) + 1);
    EXPECT_TRUE(i == 0 || ids.front() == encoded.sequences[i - 1].back()) << "it goes on where the piece before ends";
    predicted += ids.size() - 1;
    pieces.emplace_back();
    for (const PackedTokenId id : ids)
      pieces.back().append(pieces.back().empty() ? "" : " ").append(tokenizer->token(id));
  }
  const std::size_t tokens = tokenizer->encode(data.examples[0].training_text(), "text").ids.size();
  EXPECT_EQ(predicted, tokens - 1) << "every token but the first is predicted once";
  EXPECT_EQ(encoded.counts.predicted_tokens, predicted);
  EXPECT_EQ(encoded.counts.tokens, tokens);
  EXPECT_EQ(encoded.counts.examples, pieces.size());
  EXPECT_EQ(encoded.counts.pieces, pieces.size() == 1 ? 0 : pieces.size());
  EXPECT_EQ(encoded.counts.texts_cut, pieces.size() == 1 ? 0U : 1U);
  EXPECT_EQ(encoded.counts.examples_cut, 0U);
  EXPECT_EQ(encoded.counts.tokens_cut, 0U);
  return pieces;
}

using Pieces = std::vector<std::string>;

TEST(EncodeDataset, CutsALongTextBehindASentence) {
  EXPECT_EQ(pieces_of("a b c . d e . f g h .", 6), (Pieces{"a b c . d e .", ". f g h . </s>"}));
  EXPECT_EQ(pieces_of("a b c ! d e ? f g h .", 8), (Pieces{"a b c ! d e ?", "? f g h . </s>"}));
  EXPECT_EQ(pieces_of("a b c .", 4), Pieces{"a b c . </s>"}) << "it fits";
}

TEST(EncodeDataset, CutsWhereTheContextIsFullIfNoSentenceEnds) {
  EXPECT_EQ(pieces_of("a b c d e f g h i j", 4), (Pieces{"a b c d e", "e f g h i", "i j </s>"}));
  EXPECT_EQ(pieces_of("a b c d e", 4), (Pieces{"a b c d", "d e </s>"})) << "the last one is half as long at least";
  EXPECT_EQ(pieces_of("a b 2 . 7 c d e f g h", 6), (Pieces{"a b 2 . 7 c d", "d e f g h </s>"})) << "2.7 is a number";
  EXPECT_EQ(pieces_of("a b", 1), (Pieces{"a b", "b </s>"}));
}

TEST(EncodeDataset, CutsTheSamePiecesHoweverItIsRead) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "w" + std::to_string(i % 321) + (i % 17 == 0 ? ". " : " ");
  const std::vector<std::string> pieces = pieces_of(text, 40);
  EXPECT_GT(text.size(), 2 * TextParts::kPartBytes);
  // All but the last one or two end with a sentence, of which the last in the context does.
  for (std::size_t i = 0; i + 2 < pieces.size(); ++i) EXPECT_EQ(pieces[i].back(), '.') << i;
  EXPECT_EQ(pieces.size(), 589U);  // as a few lines of Python find them
}

TEST(EncodeDataset, CutsAnAnswerThatIsTooLongAndSaysWhatItNeeds) {
  const WordTokenizer tokenizer({"<unk>", "</s>", "User", ":", "Assistant", "a", "b"}, "test");
  Dataset data = dataset_of({"a b a b a b"});
  data.examples.push_back({.text = "", .prompt = "a", .answer = "b b b", .is_chat = true});
  data.examples.push_back({.text = "", .prompt = "a", .answer = "b", .is_chat = true});
  const EncodedDataset encoded = encode_dataset(tokenizer, data, 6);
  ASSERT_EQ(encoded.sequences.count(), 3U) << "the text of 7 tokens fits";
  EXPECT_EQ(encoded.sequences[1].size(), 7U);  // User : a Assistant : b b, without b </s>
  EXPECT_EQ(encoded.counts.examples_cut, 1U);
  EXPECT_EQ(encoded.counts.tokens_cut, 2U);
  EXPECT_EQ(encoded.counts.context_needed, 8U) << "with 8, the model sees all 9 tokens";
  EXPECT_EQ(encode_dataset(tokenizer, data, 8).counts.examples_cut, 0U);
  EXPECT_EQ(encode_dataset(tokenizer, data, 7).counts.examples_cut, 1U);
  EXPECT_EQ(encoded.ending_start(0), 5U) << "the last word";
  EXPECT_EQ(encoded.ending_start(1), 7U) << "nobody can tell whether it is known";
  EXPECT_EQ(encoded.ending_start(2), 5U);
}

TEST(EncodeDataset, CountsUnknownWords) {
  const EncodedDataset encoded = encode_dataset(letters(), dataset_of({"a x y", "<unk> a"}), 10);
  EXPECT_EQ(encoded.sequences.ids, (PackedIds{2, 0, 0, 1, 0, 2, 1}));
  EXPECT_EQ(encoded.counts.unknown_tokens, 2U);
}

TEST(EncodeDataset, NamesTheExampleWithNothingToPredict) {
  try {
    encode_dataset(letters(), dataset_of({"a", "</s>"}), 10);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "a.txt, example 2: there is nothing to predict; give the example at least one word");
  }
}

}  // namespace
}  // namespace glassgpt
