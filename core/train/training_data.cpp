#include "training_data.h"

#include <utility>

#include "../base/error.h"
#include "../text/hold_out.h"

namespace glassgpt {

namespace {

/// Parts what is held out from the rest.
void part(EncodedPhase& encoded, double held_out) {
  if (held_out > 0) encoded.validation = glassgpt::hold_out(encoded.training, held_out);
}

}  // namespace

PhaseDatasets& TrainingData::change() {
  stop();
  vocabulary_.reset();
  forget_encoded();
  if (datasets_.use_count() > 1) datasets_ = std::make_shared<PhaseDatasets>(*datasets_);
  return *datasets_;
}

void TrainingData::hold_out(std::size_t phase, double share) {
  if (!datasets_->validation[phase].examples.empty()) change().validation[phase] = {};
  held_out_[phase] = share;
  unknown_.reset();
  unknown_under_way_.reset();
}

void TrainingData::share(const TrainingData& other) {
  stop();
  datasets_ = other.datasets_;
  encoded_ = other.encoded_;
  unknown_ = other.unknown_;
  held_out_ = other.held_out_;
  tokenizer_ = other.tokenizer_;
  max_seq_len_ = other.max_seq_len_;
  choice_ = other.choice_;
  vocabulary_ = other.vocabulary_;
}

void TrainingData::encode_with(std::shared_ptr<const Tokenizer> tokenizer, int max_seq_len) {
  if (tokenizer == tokenizer_ && max_seq_len == max_seq_len_) return;
  forget_encoded();
  tokenizer_ = std::move(tokenizer);
  max_seq_len_ = max_seq_len;
}

void TrainingData::begin_vocabulary(const TokenizerKind& kind, std::size_t max_size) {
  stop();
  const VocabularyChoice choice = {.kind = &kind, .max_size = max_size};
  if (vocabulary_ && choice_ == choice) return;
  vocabulary_.reset();
  choice_ = choice;
  vocabulary_under_way_ = new_vocabulary(kind);
}

void TrainingData::begin_encoding() {
  stop();
  if (encoded_ != nullptr) return;
  for (const auto& datasets : {&datasets_->training, &datasets_->validation}) {
    for (const Dataset& dataset : *datasets) {
      encoding_under_way_.emplace_back(*tokenizer_, dataset, max_seq_len_, executor_);
    }
  }
}

void TrainingData::begin_unknown_words() {
  stop();
  if (unknown_ == nullptr) unknown_under_way_ = new_unknown_word_count();
}

PreparationProgress TrainingData::advance() {
  try {
    if (vocabulary_under_way_) return advance_vocabulary();
    if (unknown_under_way_) return advance_unknown_words();
    return encoding_under_way_.empty() ? PreparationProgress() : advance_encoding();
  } catch (const Error&) {
    stop();
    throw;
  }
}

PreparationProgress TrainingData::advance_vocabulary() {
  TokenizerTraining& training = *vocabulary_under_way_;
  const bool ready = !training.advance();
  const PreparationProgress progress = {.done = training.bytes_done(), .total = training.bytes(), .ready = ready};
  if (ready) {
    vocabulary_ = training.build(choice_.max_size);
    stop();
  }
  return progress;
}

PreparationProgress TrainingData::advance_encoding() {
  PreparationProgress progress;
  const std::size_t count = datasets_->training.size();
  for (std::size_t i = 0; i < encoding_under_way_.size(); ++i) {
    DatasetEncoding& encoder = encoding_under_way_[i];
    progress.ready = progress.ready && !encoder.advance();
    progress.done += encoder.bytes_done();
    progress.total += encoder.bytes();
    if (!discards_texts_ || datasets_.use_count() > 1) continue;
    (i < count ? datasets_->training[i] : datasets_->validation[i - count])
        .examples.discard_texts_before(encoder.next_example());
  }
  if (progress.ready) {
    encoded_ = std::make_shared<EncodedData>();
    const std::size_t phases = encoded_->size();
    for (std::size_t i = 0; i < phases; ++i) {
      (*encoded_)[i] = {.training = encoding_under_way_[i].take(),
                        .validation = encoding_under_way_[phases + i].take()};
    }
    stop();
  }
  return progress;
}

PreparationProgress TrainingData::advance_unknown_words() {
  UnknownWordCount& count = *unknown_under_way_;
  const bool ready = !count.advance();
  const PreparationProgress progress = {.done = count.bytes_done(), .total = count.bytes(), .ready = ready};
  if (ready) {
    unknown_ = std::make_shared<UnknownReport>(count.take());
    stop();
  }
  return progress;
}

void TrainingData::stop() {
  vocabulary_under_way_.reset();
  encoding_under_way_.clear();
  unknown_under_way_.reset();
}

void TrainingData::forget_encoded() {
  encoded_.reset();
  encoding_under_way_.clear();
  unknown_.reset();
  unknown_under_way_.reset();
}

TokenizerBuilder::Result TrainingData::vocabulary(const TokenizerKind& kind, std::size_t max_size) const {
  if (vocabulary_ && choice_ == VocabularyChoice{.kind = &kind, .max_size = max_size}) return *vocabulary_;
  TokenizerTraining training = new_vocabulary(kind);
  while (training.advance()) {
  }
  return training.build(max_size);
}

bool TrainingData::is_encoded(const Tokenizer& tokenizer, int max_seq_len) const {
  return encoded_ != nullptr && &tokenizer == tokenizer_.get() && max_seq_len == max_seq_len_;
}

EncodedPhase TrainingData::encode_whole(std::size_t phase, const Tokenizer& tokenizer, int max_seq_len) const {
  return {.training = encode_dataset(tokenizer, datasets_->training[phase], max_seq_len),
          .validation = encode_dataset(tokenizer, datasets_->validation[phase], max_seq_len)};
}

EncodedPhase TrainingData::encode(std::size_t phase, const Tokenizer& tokenizer, int max_seq_len) const {
  EncodedPhase encoded =
      is_encoded(tokenizer, max_seq_len) ? (*encoded_)[phase] : encode_whole(phase, tokenizer, max_seq_len);
  part(encoded, held_out_[phase]);
  return encoded;
}

std::shared_ptr<const UnknownReport> TrainingData::unknown_words() const {
  if (unknown_ != nullptr) return unknown_;
  UnknownWordCount count = new_unknown_word_count();
  while (count.advance()) {
  }
  return std::make_shared<UnknownReport>(count.take());
}

UnknownWordCount TrainingData::new_unknown_word_count() const {
  std::vector<const Dataset*> training;  // those that there is something to find in
  std::vector<UnknownWordCount::Place> validated;
  for (std::size_t phase = 0; phase < held_out_.size(); ++phase) {
    const Dataset& its = datasets_->training[phase];
    const bool holds_out = held_out_[phase] > 0;
    const Dataset& validation = holds_out ? its : datasets_->validation[phase];
    const EncodedPhase encoded = encode(phase, *tokenizer_, max_seq_len_);
    const std::size_t held_out = holds_out ? encoded.validation.counts.unknown_tokens : 0;
    if (encoded.training.counts.unknown_tokens + held_out > 0) training.push_back(&its);
    for (const EncodedExample& example : encoded.validation.examples) {
      if (example.unknown_tokens > 0 && !example.is_piece) validated.emplace_back(&validation, example.source);
    }
  }
  return {*tokenizer_, training, std::move(validated)};
}

PhaseTokenCounts TrainingData::counts(std::size_t phase, const Tokenizer& tokenizer, int max_seq_len) const {
  const auto of = [&](const EncodedPhase& encoded) {
    PhaseTokenCounts counts = counts_of_parts(encoded.training, held_out_[phase]);
    if (held_out_[phase] == 0) counts.validation = encoded.validation.counts;
    return counts;
  };
  return is_encoded(tokenizer, max_seq_len) ? of((*encoded_)[phase]) : of(encode_whole(phase, tokenizer, max_seq_len));
}

EncodedData TrainingData::take_encoded() {
  begin_encoding();
  while (!advance().ready) {
  }
  const std::shared_ptr<EncodedData> all = std::move(encoded_);
  forget_encoded();
  EncodedData taken = all.use_count() > 1 ? *all : std::move(*all);
  for (std::size_t i = 0; i < taken.size(); ++i) part(taken[i], held_out_[i]);
  return taken;
}

TokenizerTraining TrainingData::new_vocabulary(const TokenizerKind& kind) const {
  return {kind, {&datasets_->training.front(), &datasets_->training.back()}, executor_};
}

}  // namespace glassgpt
