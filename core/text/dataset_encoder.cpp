#include "dataset_encoder.h"

#include <string>

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

DatasetEncoder::DatasetEncoder(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len)
    : tokenizer_(&tokenizer), parts_({&dataset}), longest_(static_cast<std::size_t>(max_seq_len) + 1) {}

bool DatasetEncoder::advance() {
  const std::size_t enough = bytes_done() + TextParts::kPartBytes;
  while (bytes_done() < enough) {
    if (!parts_.next()) return false;
    const Encoding part = tokenizer_->encode(parts_.text(), parts_.where());
    ids_.insert(ids_.end(), part.ids.begin(), part.ids.end());
    encoded_.unknown_tokens += part.unknown.size();
    if (parts_.ends_example()) finish_example();
  }
  return true;
}

void DatasetEncoder::finish_example() {
  const Example& example = parts_.example();
  if (ids_.size() < 2) {
    throw Error(parts_.where(), "there is nothing to predict", "give the example at least one word");
  }
  if (ids_.size() > longest_) {
    encoded_.examples_cut += 1;
    encoded_.tokens_cut += ids_.size() - longest_;
    ids_.resize(longest_);
  }
  const std::size_t prompt =
      example.is_chat ? tokenizer_->encode(chat_prompt(example.prompt), parts_.where()).ids.size() : 0;
  const std::size_t answer = prompt > 0 && prompt < ids_.size() ? prompt : 1;
  encoded_.answer_starts.push_back(answer);
  encoded_.ending_starts.push_back(example.is_chat ? answer : last_word(*tokenizer_, ids_));
  encoded_.questions += example.is_chat ? 1 : 0;
  encoded_.predicted_tokens += ids_.size() - 1;
  encoded_.answer_tokens += ids_.size() - answer;
  encoded_.sequences.append(ids_);
  ids_.clear();
}

EncodedDataset encode_dataset(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len) {
  DatasetEncoder encoder(tokenizer, dataset, max_seq_len);
  while (encoder.advance()) {
  }
  return encoder.take();
}

}  // namespace glassgpt
