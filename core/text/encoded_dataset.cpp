#include "encoded_dataset.h"

#include <algorithm>

#include "dataset.h"

namespace glassgpt {

void TokenSequences::append(std::span<const TokenId> example) {
  ids.insert(ids.end(), example.begin(), example.end());
  starts.push_back(ids.size());
}

void EncodedDataset::append(std::span<const TokenId> ids, const EncodedExample& example) {
  const bool begins_text = examples.empty() || !examples.back().is_piece || examples.back().source != example.source;
  counts.examples += 1;
  counts.questions += example.is_question ? 1 : 0;
  counts.tokens += ids.size() + example.tokens_cut - (example.continues ? 1 : 0);
  counts.predicted_tokens += ids.size() - 1;
  counts.answer_tokens += ids.size() - example.answer_start;
  counts.unknown_tokens += example.unknown_tokens;
  if (example.is_piece) {
    counts.texts_cut += begins_text ? 1 : 0;
    counts.pieces += 1;
  }
  if (example.tokens_cut > 0) {
    counts.examples_cut += 1;
    counts.tokens_cut += example.tokens_cut;
    counts.context_needed = std::max(counts.context_needed, ids.size() + example.tokens_cut - 1);
  }
  sequences.append(ids);
  examples.push_back(example);
}

EncodedDataset sample_of(const EncodedDataset& data, std::size_t most) {
  const std::size_t count = data.sequences.count();
  if (count <= most) return data;
  EncodedDataset some;
  for (std::size_t j = 0; j < most; ++j) {
    const std::size_t i = spread_place(j, most, count);
    some.append(data.sequences[i], data.examples.empty() ? EncodedExample() : data.examples[i]);
  }
  return some;
}

}  // namespace glassgpt
