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
/// are needed, unless they were prepared; they hold until the data changes, ids also until the tokenizer or the context
/// does. It stays in one place.
class TrainingData {
 public:
  /// The data.
  [[nodiscard]] const PhaseDatasets& datasets() const { return *datasets_; }
  /// Likewise, to change it: what was made of it is forgotten.
  [[nodiscard]] PhaseDatasets& change();
  /// Likewise, to change what of it is held out, which no tokenizer depends on.
  [[nodiscard]] PhaseDatasets& change_held_out();

  /// Has all that the other has, without a copy until one of them changes it.
  void share(const TrainingData& other);

  /// What ids are made with from now on.
  void encode_with(std::shared_ptr<const Tokenizer> tokenizer, int max_seq_len);

  /// Begins to prepare what is not prepared, in place of what is being prepared.
  void begin_vocabulary();
  /// Likewise, after encode_with().
  void begin_encoding();
  /// Does some tens of kilobytes of it. @throws Error as DatasetEncoder::advance; nothing is being prepared then
  PreparationProgress advance();

  /// A tokenizer made of all data to train on, what was held out included. Kept, if it is being prepared.
  [[nodiscard]] TokenizerBuilder::Result vocabulary() const;
  /// The data as ids, if they are prepared, else null.
  [[nodiscard]] const EncodedData* encoded() const { return encoded_.get(); }
  /// The data as ids, for a run that takes them over. @throws Error as DatasetEncoder::advance
  [[nodiscard]] EncodedData take_encoded();

 private:
  [[nodiscard]] TokenizerTraining new_vocabulary() const;
  void forget_encoded();

  // Perhaps those of others, too.
  std::shared_ptr<PhaseDatasets> datasets_ = std::make_shared<PhaseDatasets>();
  std::shared_ptr<EncodedData> encoded_;

  std::shared_ptr<const Tokenizer> tokenizer_;  ///< that ids are made with
  int max_seq_len_ = 0;                         ///< likewise
  std::optional<TokenizerBuilder::Result> vocabulary_;
  // At most one of them.
  std::optional<TokenizerTraining> vocabulary_under_way_;
  std::optional<DataEncoder> encoding_under_way_;
};

}  // namespace glassgpt
