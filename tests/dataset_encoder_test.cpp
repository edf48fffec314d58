#include "core/text/dataset_encoder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/text/word_tokenizer.h"

namespace glassgpt {
namespace {

using Ids = std::vector<TokenId>;

Dataset dataset_of(const std::vector<std::string>& texts) {
  Dataset dataset;
  dataset.name = "a.txt";
  for (const std::string& text : texts) {
    dataset.examples.emplace_back();
    dataset.examples.back().text = text;
  }
  return dataset;
}

// Ids: 2 a, 3 b, 4 c
WordTokenizer letters() {
  return WordTokenizer({"<unk>", "</s>", "a", "b", "c"}, "test");
}

TEST(EncodeDataset, PutsExamplesEndToEnd) {
  const EncodedDataset encoded = encode_dataset(letters(), dataset_of({"a b", "c </s>", "c b a"}), 3);
  EXPECT_EQ(encoded.sequences.ids, (Ids{2, 3, 1, 4, 1, 4, 3, 2, 1}));
  EXPECT_EQ(encoded.sequences.starts, (std::vector<std::size_t>{0, 3, 5, 9}));
  ASSERT_EQ(encoded.sequences.count(), 3U);
  const std::span<const TokenId> second = encoded.sequences[1];
  EXPECT_EQ(Ids(second.begin(), second.end()), (Ids{4, 1}));
  EXPECT_EQ(encoded.predicted_tokens, 6U);  // 2 + 1 + 3: each but the first of its example
  EXPECT_EQ(encoded.unknown_tokens, 0U);
  EXPECT_EQ(encoded.examples_cut, 0U);
  EXPECT_EQ(encoded.tokens_cut, 0U);
}

TEST(EncodeDataset, CutsAndCountsWhatIsLongerThanTheContextAndItsTarget) {
  const EncodedDataset encoded = encode_dataset(letters(), dataset_of({"a b c a b c", "a b", "a b c"}), 2);
  EXPECT_EQ(encoded.sequences.ids, (Ids{2, 3, 4, 2, 3, 1, 2, 3, 4}));
  EXPECT_EQ(encoded.predicted_tokens, 6U);
  EXPECT_EQ(encoded.examples_cut, 2U);
  EXPECT_EQ(encoded.tokens_cut, 5U);  // "a b c </s>" of the first, "</s>" of the last
}

TEST(EncodeDataset, CountsUnknownWords) {
  const EncodedDataset encoded = encode_dataset(letters(), dataset_of({"a x y", "<unk> a"}), 10);
  EXPECT_EQ(encoded.sequences.ids, (Ids{2, 0, 0, 1, 0, 2, 1}));
  EXPECT_EQ(encoded.unknown_tokens, 2U);
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
