#include "batch.h"

#include <algorithm>

#include "../base/error.h"

namespace glassgpt {

void TokenSequences::append(std::span<const TokenId> example) {
  ids.insert(ids.end(), example.begin(), example.end());
  starts.push_back(ids.size());
}

EncodedDataset encode_dataset(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len) {
  EncodedDataset encoded;
  const std::size_t longest = static_cast<std::size_t>(max_seq_len) + 1;
  for (std::size_t i = 0; i < dataset.examples.size(); ++i) {
    const std::string where = dataset.name + ", example " + std::to_string(i + 1);
    Encoding encoding = tokenizer.encode(dataset.examples[i].training_text(), where);
    if (encoding.ids.size() < 2) {
      throw Error(where, "there is nothing to predict", "give the example at least one word");
    }
    if (encoding.ids.size() > longest) {
      encoded.examples_cut += 1;
      encoded.tokens_cut += encoding.ids.size() - longest;
      encoding.ids.resize(longest);
    }
    encoded.unknown_tokens += encoding.unknown.size();
    encoded.predicted_tokens += encoding.ids.size() - 1;
    encoded.sequences.append(encoding.ids);
  }
  return encoded;
}

Index Batch::predicted() const {
  return std::count_if(targets.begin(), targets.end(), [](TokenId target) { return target != kNoTarget; });
}

void Batch::clear() {
  inputs.clear();
  targets.clear();
  starts.assign(1, 0);
}

void Batch::append(std::span<const TokenId> ids) {
  if (ids.empty()) return;
  inputs.insert(inputs.end(), ids.begin(), ids.end() - 1);
  targets.insert(targets.end(), ids.begin() + 1, ids.end());
  starts.push_back(rows());
}

}  // namespace glassgpt
