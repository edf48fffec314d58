#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "generate/chosen_continuation.h"
#include "generate/generator.h"
#include "model/model.h"
#include "session.h"
#include "text/tokenizer_kinds.h"
#include "text/vocabulary_growth.h"
#include "train/trainer.h"
#include "train/training_data.h"

namespace glassgpt {

/// A file that is being saved part by part.
struct Saving {
  CheckpointFormat format = CheckpointFormat::json;
  bool with_training = false;
  std::optional<CheckpointWriter> writer;  ///< none until the weights are settled
};

/// What somebody continues token by token.
struct Choosing {
  Choosing(std::string its_prompt, ChosenContinuation its_continuation)
      : prompt(std::move(its_prompt)), continuation(std::move(its_continuation)) {}

  std::string prompt;
  ChosenContinuation continuation;
};

/// A model with its vocabulary, and what refers to them: it stays in one place.
struct OpenModel {
  Model<float> model;
  std::shared_ptr<const Tokenizer> tokenizer;
  std::optional<TrainingState> resumable;  ///< from the file, until training begins
  std::optional<Trainer> trainer;
  std::optional<Generator> generator;
  std::optional<Choosing> choosing;  ///< until the weights change
  std::optional<Saving> saving;      ///< until the model changes

  OpenModel(Model<float> its_model, std::shared_ptr<const Tokenizer> its_tokenizer)
      : model(std::move(its_model)), tokenizer(std::move(its_tokenizer)) {}

  /// Leaves the run at its last step.
  void end_training() {
    saving.reset();
    if (trainer) trainer->settle();
    trainer.reset();
  }

  [[nodiscard]] CheckpointWriter writer(CheckpointFormat format, bool with_training) {
    const TrainingState* training = nullptr;
    if (with_training && trainer) training = &trainer->state();
    if (with_training && resumable) training = &*resumable;
    return {{.config = model.config, .tokenizer = *tokenizer, .parameters = model.parameters, .training = training},
            format};
  }
};

/// What a session is made of, for the sources of its functions.
struct Session::State {
  TrainingData data;
  TokenizerOptions tokenizer_options;  ///< of the next model that is created
  StepParts parts;                     ///< of the next run's steps
  std::unique_ptr<OpenModel> open;

  void check_opened() const {
    if (open == nullptr) throw Error("session", "there is no model yet", "create or open one first");
  }
  [[nodiscard]] const OpenModel& opened() const {
    check_opened();
    return *open;
  }
  // NOLINTNEXTLINE(readability-make-member-function-const): who holds the session const may only look at the model
  [[nodiscard]] OpenModel& opened() {
    check_opened();
    return *open;
  }

  /// The model with weights that belong together: not those in the middle of an update.
  [[nodiscard]] OpenModel& settled() {
    OpenModel& it = opened();
    if (it.trainer) it.trainer->settle();
    return it;
  }

  /// The vocabulary that create() gives a new model, its kind, and its most tokens.
  [[nodiscard]] TokenizerBuilder::Result vocabulary() const { return data.vocabulary(new_kind(), new_size()); }
  [[nodiscard]] const TokenizerKind& new_kind() const { return tokenizer_kind(tokenizer_options.kind); }
  [[nodiscard]] std::size_t new_size() const { return static_cast<std::size_t>(tokenizer_options.vocabulary); }

  /// The open model's tokenizer, or else the one that create() would give a new one.
  [[nodiscard]] auto tokenizer() const { return open == nullptr ? vocabulary().tokenizer : open->tokenizer; }

  /// Of the open model, or else as long as one can be.
  [[nodiscard]] int max_seq_len() const {
    constexpr auto kLongest = static_cast<int>(option_named(kModelOptions, "max_seq_len").most);
    return open == nullptr ? kLongest : open->model.config.max_seq_len;
  }

  /// A phase's data as the open model sees it, or else one that create() would make.
  [[nodiscard]] EncodedPhase encoded(Phase phase) const {
    return data.encode(static_cast<std::size_t>(phase), *tokenizer(), max_seq_len());
  }

  /// The data, to change it.
  [[nodiscard]] PhaseDatasets& change_data() {
    if (open != nullptr) open->end_training();
    return data.change();
  }

  void replace_model(std::unique_ptr<OpenModel> model) {
    data.encode_with(model->tokenizer, model->model.config.max_seq_len);
    open = std::move(model);
  }

  /// What there is to say of the open model.
  [[nodiscard]] ModelReport report() const {
    const OpenModel& it = opened();
    return {.config = it.model.config,
            .tokenizer = tokenizer_choice(it.tokenizer->kind()),
            .parameters = it.model.parameters.size(),
            .can_grow = can_grow(*it.tokenizer)};
  }

  /// Begins a run that is new or resumed.
  TrainingReport begin_training(Trainer trainer, EncodedData& encoded) {
    trainer.validate_on({std::move(encoded[0].validation), std::move(encoded[1].validation)});
    OpenModel& it = opened();
    it.saving.reset();
    it.resumable.reset();
    it.trainer = std::move(trainer);
    return it.trainer->report();
  }
};

}  // namespace glassgpt
