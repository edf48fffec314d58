#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "generate/sampling.h"
#include "model/config.h"
#include "store/checkpoint.h"
#include "text/dataset.h"
#include "text/tokenizer.h"
#include "train/training_state.h"

namespace glassgpt {

/// What create() made.
struct ModelReport {
  ModelConfig config;
  std::size_t parameters = 0;
  std::size_t words_dropped = 0;   ///< distinct words that did not fit into the vocabulary
  std::size_t tokens_dropped = 0;  ///< their occurrences, which became `<unk>`
};

/// What one phase of a training run has ahead of it.
struct PhaseReport {
  Phase phase = Phase::pretrain;
  std::size_t examples = 0;
  std::size_t tokens = 0;  ///< predicted tokens an epoch
  std::size_t steps_per_epoch = 0;
  int epochs = 0;
  std::size_t unknown_tokens = 0;  ///< tokens that are not in the vocabulary
  std::size_t examples_cut = 0;    ///< examples longer than max_seq_len + 1
  std::size_t tokens_cut = 0;
};

/// What a training run has ahead of it: its phases in order, those without data or epochs left out.
struct TrainingReport {
  std::vector<PhaseReport> phases;
  std::uint64_t total_steps = 0;  ///< of all phases
  std::uint64_t steps_done = 0;   ///< more than 0 when resumed
};

/// One optimiser step.
struct StepResult {
  Phase phase = Phase::pretrain;
  int epoch = 0;                  ///< of the phase, from 1
  int epochs = 0;                 ///< of the phase
  std::size_t step_in_epoch = 0;  ///< from 1
  std::size_t steps_per_epoch = 0;
  std::uint64_t step = 0;         ///< of the whole run, from 1
  std::uint64_t total_steps = 0;  ///< of the whole run
  std::size_t tokens = 0;         ///< predicted in this step
  double loss = 0.0;              ///< mean over them, in nats, before the update
  double grad_norm = 0.0;         ///< global L2 norm before clipping
  double learning_rate = 0.0;
  bool epoch_ended = false;
  double epoch_loss = 0.0;  ///< mean over the predicted tokens of the epoch so far
  bool done = false;        ///< nothing is left to train
};

/// What begin_generation() made of the prompt.
struct PromptReport {
  std::vector<std::string> tokens;   ///< as the model sees them
  std::vector<std::string> unknown;  ///< words that are not in the vocabulary
  std::size_t tokens_cut = 0;        ///< dropped from the front, because the context is shorter
  std::vector<std::string> notes;    ///< what a person should know about it, a sentence each
};

struct GenerationOptions {
  SamplingOptions sampling;
  int max_tokens = 80;
};

/// One generated token.
struct GeneratedToken {
  TokenId id = 0;
  std::string text;          ///< to append to the text so far, with the space that belongs before it
  double probability = 0.0;  ///< the model's, at temperature 1
};

enum class StopReason { none, end_token, max_tokens };

/// Loss and answers over a dataset.
struct EvalResult {
  double loss = 0.0;        ///< mean over all predicted tokens, in nats
  double perplexity = 0.0;  ///< exp(loss)
  double accuracy = 0.0;    ///< share of tokens that were the likeliest
  std::size_t tokens = 0;
  std::size_t unknown = 0;       ///< tokens of the dataset that became `<unk>`
  std::size_t examples_cut = 0;  ///< examples longer than the context
  std::size_t chats = 0;         ///< prompts with answers
  std::size_t exact = 0;         ///< of those, answers reproduced greedily, word for word
};

/// A token with its probability.
struct TokenProbability {
  TokenId id = 0;
  std::string token;
  double probability = 0.0;
};

/// What the model does with a prompt.
struct Inspection {
  std::vector<std::string> tokens;     ///< [T], as the model sees them
  std::vector<std::string> unknown;    ///< words that are not in the vocabulary
  std::vector<TokenProbability> next;  ///< likeliest first
  int num_layers = 0;
  int num_heads = 0;
  std::vector<float> attention;  ///< [num_layers, num_heads, T, T]: how much row's token looks at column's
};

/// The one facade: data, model, training, generation and files. The command line, the WASM module and a C++ program
/// all call this and nothing below it.
///
/// It has no clock, no files and no threads; training advances by train_step(), generation by next_token(), so that
/// whoever calls decides when to stop, save or look.
class Session {
 public:
  Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  // Data ---------------------------------------------------------------------------------------------------------

  /// Sets the data of a phase; without examples the phase is skipped. Ends a training run under way.
  void set_data(Phase phase, Dataset dataset);

  // Model --------------------------------------------------------------------------------------------------------

  /// Makes the vocabulary from the data of both phases and a model with random weights.
  /// @param sizes  all but vocab_size, which is ignored
  /// @param seed   of the weights: the same seed gives the same weights on every platform
  /// @throws Error without data, or if the sizes do not fit together
  ModelReport create(ModelConfig sizes, std::uint64_t seed);

  /// Takes over a checkpoint file. What was open before stays if it cannot be read.
  /// @throws Error as read_checkpoint
  ModelReport open(std::string_view name, std::string_view bytes);

  /// The checkpoint file's bytes.
  /// @param with_training  also where training stands, if it does, so that it can be resumed
  /// @throws Error if there is no model
  [[nodiscard]] std::string save(CheckpointFormat format, bool with_training) const;

  [[nodiscard]] bool has_model() const;
  /// @throws Error if there is no model
  [[nodiscard]] const ModelConfig& config() const;
  /// @throws Error if there is no model
  [[nodiscard]] const Tokenizer& tokenizer() const;
  /// All weights, in the layout of ParameterTable(config()).
  /// @throws Error if there is no model
  [[nodiscard]] std::span<const float> parameters() const;

  // Training -----------------------------------------------------------------------------------------------------

  /// Begins a run over the data set, from the weights as they are, each phase with a fresh Adam.
  /// @throws Error without a model, data or epochs
  TrainingReport start_training(const TrainingOptions& options);

  /// Where the training of the opened file stood, if it can be resumed.
  [[nodiscard]] const TrainingState* resumable() const;

  /// Goes on with the run of the opened file, to the same weights as if it had never stopped.
  /// @param options  resumable()->options, or those with other numbers of epochs
  /// @throws Error if the file holds no training, or the data set is not what it was trained on
  TrainingReport resume_training(const TrainingOptions& options);

  /// Whether train_step() has anything left to do.
  [[nodiscard]] bool training() const;

  /// One step: forward, backward, clipping, Adam.
  /// @throws Error if no training is under way; or if the loss is no longer finite: the last good weights are put
  ///         back, and training is over
  StepResult train_step();

  // Generation ---------------------------------------------------------------------------------------------------

  /// Reads the prompt. It may be empty, unknown or longer than the context; the report says what was made of it.
  /// @throws Error without a model, if the text is not UTF-8 or an option is out of range
  PromptReport begin_generation(std::string_view prompt, const GenerationOptions& options);

  /// The next token, or nothing at `</s>` and at the maximum length. When the context is full, the older half of it
  /// is forgotten.
  std::optional<GeneratedToken> next_token();

  /// Why next_token() returned nothing.
  [[nodiscard]] StopReason stop_reason() const;

  /// The whole continuation at once, without the prompt.
  std::string generate(std::string_view prompt, const GenerationOptions& options);

  // Looking ------------------------------------------------------------------------------------------------------

  /// @throws Error without a model, or if the dataset is empty
  EvalResult evaluate(const Dataset& dataset);

  /// @param top  how many of the next tokens to list
  /// @throws Error without a model, or if the prompt has no token or more than max_seq_len
  Inspection inspect(std::string_view prompt, int top);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace glassgpt
