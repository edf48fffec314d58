#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "../base/executor.h"
#include "../state/preparation.h"
#include "../text/dataset.h"
#include "../text/dataset_encoder.h"
#include "../text/tokenizer.h"
#include "../text/tokenizer_kinds.h"
#include "../text/tokenizer_training.h"
#include "../text/unknown_word_count.h"
#include "data_order.h"

namespace glassgpt {

/// What a run learns from, by Phase.
struct PhaseDatasets {
  std::array<Dataset, 2> training;    ///< to train on, but for what is held out of it
  std::array<Dataset, 2> validation;  ///< of other files, to validate on where nothing is held out
};

/// A phase's data as ids.
struct EncodedPhase {
  EncodedDataset training;    ///< to train on
  EncodedDataset validation;  ///< to validate on
};

/// Likewise of both, by Phase.
using EncodedData = std::array<EncodedPhase, 2>;

/// What of it is trained on, taken out.
inline PhaseData take_training(EncodedData& data) {
  return {std::move(data[0].training), std::move(data[1].training)};
}

/// The data to train on, and what is made of it before a run: a tokenizer, and ids. Both are made at once where they
/// are needed, unless they were prepared; they hold until the data changes, ids also until the tokenizer or the context
/// does. It stays in one place.
class TrainingData {
 public:
  /// The data.
  [[nodiscard]] const PhaseDatasets& datasets() const { return *datasets_; }
  /// Likewise, to change it: what was made of it is forgotten.
  [[nodiscard]] PhaseDatasets& change();

  /// Of each phase's training data, the share of its examples that is held out to validate on, as hold_out().
  [[nodiscard]] const std::array<double, 2>& held_out() const { return held_out_; }
  /// Sets it, in place of the phase's own validation data. What was made of the data holds still.
  void hold_out(std::size_t phase, double share);

  /// Has all that the other has, without a copy until one of them changes it.
  void share(const TrainingData& other);

  /// From now on texts are given up as they are prepared as ids, unless others share them.
  void discard_texts() { discards_texts_ = true; }

  /// Who prepares from now on, to the same end; at first, whoever calls.
  void prepare_with(Executor executor) { executor_ = std::move(executor); }

  /// What ids are made with from now on.
  void encode_with(std::shared_ptr<const Tokenizer> tokenizer, int max_seq_len);

  /// Begins to prepare what is not prepared, in place of what is being prepared.
  /// @param kind, max_size  as vocabulary()
  void begin_vocabulary(const TokenizerKind& kind, std::size_t max_size);
  /// Likewise, after encode_with().
  void begin_encoding();
  /// Likewise.
  void begin_unknown_words();
  /// Each thread does some tens of kilobytes of it. @throws Error as DatasetEncoder::advance; nothing is being prepared
  /// then
  PreparationProgress advance();

  /// A tokenizer made of all data to train on, what is held out included; the prepared one, if it is as this. Kept, if
  /// it is being prepared.
  /// @param kind  as find_tokenizer_kind() finds it
  /// @param max_size  as TokenizerBuilder::build
  [[nodiscard]] TokenizerBuilder::Result vocabulary(const TokenizerKind& kind, std::size_t max_size) const;

  /// A phase's data as ids, prepared or not. @throws Error as DatasetEncoder::advance
  [[nodiscard]] EncodedPhase encode(std::size_t phase, const Tokenizer& tokenizer, int max_seq_len) const;
  /// What of the data the tokenizer of encode_with() lacks, prepared or not. @throws Error likewise
  [[nodiscard]] std::shared_ptr<const UnknownReport> unknown_words() const;
  /// How much a phase's data is, prepared or not. @throws Error likewise
  [[nodiscard]] PhaseTokenCounts counts(std::size_t phase, const Tokenizer& tokenizer, int max_seq_len) const;
  /// The data as ids, after encode_with(), for a run that takes them over. @throws Error likewise
  [[nodiscard]] EncodedData take_encoded();

 private:
  /// What a vocabulary is made as.
  struct VocabularyChoice {
    const TokenizerKind* kind = nullptr;
    std::size_t max_size = 0;

    bool operator==(const VocabularyChoice&) const = default;
  };

  [[nodiscard]] TokenizerTraining new_vocabulary(const TokenizerKind& kind) const;
  [[nodiscard]] bool is_encoded(const Tokenizer& tokenizer, int max_seq_len) const;
  [[nodiscard]] EncodedPhase encode_whole(std::size_t phase, const Tokenizer& tokenizer, int max_seq_len) const;
  PreparationProgress advance_vocabulary();
  PreparationProgress advance_encoding();
  PreparationProgress advance_unknown_words();
  [[nodiscard]] UnknownWordCount new_unknown_word_count() const;
  void stop();
  void forget_encoded();

  // Perhaps those of others, too. The ids are of all of the data, what is held out included.
  std::shared_ptr<PhaseDatasets> datasets_ = std::make_shared<PhaseDatasets>();
  std::shared_ptr<EncodedData> encoded_;
  std::shared_ptr<const UnknownReport> unknown_;  ///< of the same tokenizer and context

  std::array<double, 2> held_out_ = {};
  bool discards_texts_ = false;
  Executor executor_;
  std::shared_ptr<const Tokenizer> tokenizer_;  ///< that ids are made with
  int max_seq_len_ = 0;                         ///< likewise
  VocabularyChoice choice_;                     ///< of the vocabulary that is prepared, or being prepared
  std::optional<TokenizerBuilder::Result> vocabulary_;
  // At most one of them.
  std::optional<TokenizerTraining> vocabulary_under_way_;
  std::vector<DatasetEncoding> encoding_under_way_;  ///< of the training data by Phase, then of the validation data
  std::optional<UnknownWordCount> unknown_under_way_;
};

}  // namespace glassgpt
