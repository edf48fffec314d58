#include "batch.h"

#include <algorithm>

#include "../base/error.h"

namespace glassgpt {

namespace {

/// The place of the last word, before the punctuation and the `</s>` that end a text; 1 if there is none.
std::size_t last_word(const Tokenizer& tokenizer, std::span<const TokenId> ids) {
  for (std::size_t i = ids.size(); i > 1; --i) {
    if (ids[i - 1] != kEndId && !tokenizer.is_punctuation(ids[i - 1])) return i - 1;
  }
  return 1;
}

}  // namespace

void TokenSequences::append(std::span<const TokenId> example) {
  ids.insert(ids.end(), example.begin(), example.end());
  starts.push_back(ids.size());
}

EncodedDataset encode_dataset(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len) {
  EncodedDataset encoded;
  const std::size_t longest = static_cast<std::size_t>(max_seq_len) + 1;
  for (std::size_t i = 0; i < dataset.examples.size(); ++i) {
    const Example& example = dataset.examples[i];
    const std::string where = dataset.name + ", example " + std::to_string(i + 1);
    Encoding encoding = tokenizer.encode(example.training_text(), where);
    if (encoding.ids.size() < 2) {
      throw Error(where, "there is nothing to predict", "give the example at least one word");
    }
    if (encoding.ids.size() > longest) {
      encoded.examples_cut += 1;
      encoded.tokens_cut += encoding.ids.size() - longest;
      encoding.ids.resize(longest);
    }
    encoded.unknown_tokens += encoding.unknown.size();
    const std::size_t prompt = example.is_chat ? tokenizer.split(chat_prompt(example.prompt), where).size() : 0;
    const std::size_t answer = prompt > 0 && prompt < encoding.ids.size() ? prompt : 1;
    encoded.answer_starts.push_back(answer);
    encoded.ending_starts.push_back(example.is_chat ? answer : last_word(tokenizer, encoding.ids));
    encoded.questions += example.is_chat ? 1 : 0;
    encoded.predicted_tokens += encoding.ids.size() - 1;
    encoded.answer_tokens += encoding.ids.size() - answer;
    encoded.sequences.append(encoding.ids);
  }
  return encoded;
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

Index Batch::predicted() const {
  return std::count_if(targets.begin(), targets.end(), [](TokenId target) { return target != kNoTarget; });
}

void Batch::clear() {
  inputs.clear();
  targets.clear();
  picked.clear();
  picked_targets.clear();
  starts.assign(1, 0);
}

void Batch::append(std::span<const TokenId> ids, std::size_t first_target) {
  if (ids.empty()) return;
  const auto unpredicted = static_cast<std::ptrdiff_t>(first_target) - 1;
  const Index before = rows();
  inputs.insert(inputs.end(), ids.begin(), ids.end() - 1);
  targets.insert(targets.end(), first_target - 1, kNoTarget);
  targets.insert(targets.end(), ids.begin() + 1 + unpredicted, ids.end());
  starts.push_back(rows());
  if (unpredicted == 0 && picked.empty()) return;
  if (picked.empty()) pick(0, before);
  pick(before + static_cast<Index>(unpredicted), rows());
}

void Batch::pick(Index first, Index end) {
  for (Index row = first; row < end; ++row) {
    picked.push_back(row);
    picked_targets.push_back(targets[static_cast<std::size_t>(row)]);
  }
}

}  // namespace glassgpt
