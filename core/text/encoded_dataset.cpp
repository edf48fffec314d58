#include "encoded_dataset.h"

#include "dataset.h"

namespace glassgpt {

void TokenSequences::append(std::span<const TokenId> example) {
  ids.insert(ids.end(), example.begin(), example.end());
  starts.push_back(ids.size());
}

TokenCounts count_tokens(const EncodedDataset& data) {
  return {.examples = data.sequences.count(),
          .questions = data.questions,
          .tokens = data.sequences.ids.size() + data.tokens_cut,
          .predicted_tokens = data.predicted_tokens,
          .answer_tokens = data.answer_tokens,
          .unknown_tokens = data.unknown_tokens,
          .examples_cut = data.examples_cut,
          .tokens_cut = data.tokens_cut};
}

EncodedDataset sample_of(const EncodedDataset& data, std::size_t most) {
  const std::size_t count = data.sequences.count();
  if (count <= most) return data;
  EncodedDataset some;
  for (std::size_t j = 0; j < most; ++j) {
    const std::size_t i = spread_place(j, most, count);
    const std::span<const TokenId> ids = data.sequences[i];
    some.answer_starts.push_back(data.answer_start(i));
    some.ending_starts.push_back(data.ending_start(i));
    some.predicted_tokens += ids.size() - 1;
    some.answer_tokens += ids.size() - data.answer_start(i);
    some.sequences.append(ids);
  }
  return some;
}

}  // namespace glassgpt
