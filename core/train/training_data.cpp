#include "training_data.h"

#include <utility>

#include "../base/error.h"
#include "../model/config.h"
#include "../text/tokenizer_kinds.h"

namespace glassgpt {

namespace {

/// Goes on with one of the two. @param finish  gets it at its end
template <typename UnderWay, typename Finish>
PreparationProgress advance_one(std::optional<UnderWay>& under_way, Finish finish) {
  try {
    const bool ready = !under_way->advance();
    if (ready) finish(*under_way);
    const PreparationProgress progress = {.done = under_way->bytes_done(), .total = under_way->bytes(), .ready = ready};
    if (ready) under_way.reset();
    return progress;
  } catch (const Error&) {
    under_way.reset();
    throw;
  }
}

}  // namespace

DataEncoder::DataEncoder(const Tokenizer& tokenizer, const PhaseDatasets& data, int max_seq_len) {
  for (const Dataset& dataset : data.training) encoders_.emplace_back(tokenizer, dataset, max_seq_len);
  for (std::size_t i = 0; i < data.training.size(); ++i) {
    encoders_.emplace_back(tokenizer, data.validation_of(i), max_seq_len);
  }
}

bool DataEncoder::advance() {
  while (next_ < encoders_.size()) {
    if (encoders_[next_].advance()) return true;
    next_ += 1;
  }
  return false;
}

std::size_t DataEncoder::bytes_done() const {
  std::size_t bytes = 0;
  for (const DatasetEncoder& encoder : encoders_) bytes += encoder.bytes_done();
  return bytes;
}

std::size_t DataEncoder::bytes() const {
  std::size_t bytes = 0;
  for (const DatasetEncoder& encoder : encoders_) bytes += encoder.bytes();
  return bytes;
}

EncodedData DataEncoder::take() {
  EncodedData encoded;
  const std::size_t phases = encoded.training.size();
  for (std::size_t i = 0; i < phases; ++i) {
    encoded.training[i] = encoders_[i].take();
    encoded.validation[i] = encoders_[phases + i].take();
  }
  return encoded;
}

PhaseDatasets& TrainingData::change() {
  vocabulary_.reset();
  return change_held_out();
}

PhaseDatasets& TrainingData::change_held_out() {
  vocabulary_under_way_.reset();
  forget_encoded();
  if (datasets_.use_count() > 1) datasets_ = std::make_shared<PhaseDatasets>(*datasets_);
  return *datasets_;
}

void TrainingData::share(const TrainingData& other) {
  vocabulary_under_way_.reset();
  encoding_under_way_.reset();
  datasets_ = other.datasets_;
  encoded_ = other.encoded_;
  tokenizer_ = other.tokenizer_;
  max_seq_len_ = other.max_seq_len_;
  vocabulary_ = other.vocabulary_;
}

void TrainingData::encode_with(std::shared_ptr<const Tokenizer> tokenizer, int max_seq_len) {
  if (tokenizer == tokenizer_ && max_seq_len == max_seq_len_) return;
  forget_encoded();
  tokenizer_ = std::move(tokenizer);
  max_seq_len_ = max_seq_len;
}

void TrainingData::begin_vocabulary() {
  encoding_under_way_.reset();
  vocabulary_under_way_.reset();
  if (!vocabulary_) vocabulary_under_way_ = new_vocabulary();
}

void TrainingData::begin_encoding() {
  vocabulary_under_way_.reset();
  encoding_under_way_.reset();
  if (encoded_ == nullptr) encoding_under_way_ = DataEncoder(*tokenizer_, *datasets_, max_seq_len_);
}

PreparationProgress TrainingData::advance() {
  if (vocabulary_under_way_) {
    return advance_one(vocabulary_under_way_,
                       [&](const TokenizerTraining& training) { vocabulary_ = training.build(kMaxVocabSize); });
  }
  if (encoding_under_way_) {
    return advance_one(encoding_under_way_,
                       [&](DataEncoder& encoder) { encoded_ = std::make_shared<EncodedData>(encoder.take()); });
  }
  return {};
}

void TrainingData::forget_encoded() {
  encoded_.reset();
  encoding_under_way_.reset();
}

TokenizerBuilder::Result TrainingData::vocabulary() const {
  if (vocabulary_) return *vocabulary_;
  TokenizerTraining training = new_vocabulary();
  while (training.advance()) {
  }
  return training.build(kMaxVocabSize);
}

EncodedData TrainingData::take_encoded() {
  if (encoded_ == nullptr) {
    begin_encoding();
    while (!advance().ready) {
    }
  }
  const std::shared_ptr<EncodedData> all = std::move(encoded_);
  forget_encoded();
  return all.use_count() > 1 ? *all : std::move(*all);
}

TokenizerTraining TrainingData::new_vocabulary() const {
  const PhaseDatasets& data = *datasets_;
  return {tokenizer_kinds().front(), {&data.training[0], &data.training[1], &data.held_out[0], &data.held_out[1]}};
}

}  // namespace glassgpt
