#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "../state/preparation.h"
#include "../text/dataset.h"
#include "../text/dataset_encoder.h"
#include "../text/tokenizer.h"
#include "../text/tokenizer_training.h"
#include "data_order.h"

namespace glassgpt {

/// What a run learns from, by Phase.
struct PhaseDatasets {
  std::array<Dataset, 2> training;    ///< to train on
  std::array<Dataset, 2> held_out;    ///< of the same files, to validate on
  std::array<Dataset, 2> validation;  ///< of other files, to validate on where nothing is held out

  /// What a phase is validated on.
  [[nodiscard]] const Dataset& validation_of(std::size_t phase) const {
    return held_out[phase].examples.empty() ? validation[phase] : held_out[phase];
  }
};

/// The same as ids.
struct EncodedData {
  PhaseData training;    ///< to train on
  PhaseData validation;  ///< to validate on
};

/// Encodes it little by little.
class DataEncoder {
 public:
  /// @param tokenizer, data  to outlive it
  DataEncoder(const Tokenizer& tokenizer, const PhaseDatasets& data, int max_seq_len);

  /// Encodes some tens of kilobytes of text. @return whether anything is left
  /// @throws Error as DatasetEncoder::advance
  bool advance();

  /// Bytes of text encoded so far, and in all.
  [[nodiscard]] std::size_t bytes_done() const;
  [[nodiscard]] std::size_t bytes() const;

  /// The whole, once nothing is left.
  [[nodiscard]] EncodedData take();

 private:
  std::vector<DatasetEncoder> encoders_;  ///< of the phases' training data, then of what they are validated on
  std::size_t next_ = 0;                  ///< of them
};

/// The data to train on, and what is made of it before a run: a tokenizer, and ids. Both are made at once where they
/// are needed, unless they were prepared; they hold until the data changes. It stays in one place.
class TrainingData {
 public:
  /// The data.
  [[nodiscard]] const PhaseDatasets& datasets() const { return datasets_; }
  /// Likewise, to change it: what was made of it is forgotten.
  [[nodiscard]] PhaseDatasets& change();

  /// Begins to prepare, in place of what is being prepared.
  void begin_vocabulary();
  /// Likewise. @param tokenizer  to outlive the preparation
  void begin_encoding(const Tokenizer& tokenizer, int max_seq_len);
  /// Does some tens of kilobytes of it. @throws Error as DatasetEncoder::advance; nothing is being prepared then
  PreparationProgress advance();
  /// The tokenizer or the context that ids are made with is another one from now on.
  void forget_encoded();

  /// A tokenizer made of all data to train on, what was held out included. Kept, if it is being prepared.
  [[nodiscard]] TokenizerBuilder::Result vocabulary() const;
  /// The data as ids, if they are prepared, else null.
  [[nodiscard]] const EncodedData* encoded() const { return encoded_ ? &*encoded_ : nullptr; }
  /// The data as ids, for a run that takes them over. @throws Error as DatasetEncoder::advance
  [[nodiscard]] EncodedData take_encoded(const Tokenizer& tokenizer, int max_seq_len);

 private:
  [[nodiscard]] TokenizerTraining new_vocabulary() const;

  PhaseDatasets datasets_;
  std::optional<TokenizerBuilder::Result> vocabulary_;
  std::optional<EncodedData> encoded_;
  // At most one of them.
  std::optional<TokenizerTraining> vocabulary_under_way_;
  std::optional<DataEncoder> encoding_under_way_;
};

}  // namespace glassgpt
