#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "generate/choices.h"
#include "generate/evaluate.h"
#include "generate/generation.h"
#include "inspect/dissection.h"
#include "inspect/embedding_map.h"
#include "inspect/inspect.h"
#include "inspect/memorised.h"
#include "inspect/nearest_examples.h"
#include "inspect/observation.h"
#include "inspect/preview.h"
#include "model/config.h"
#include "state/preparation.h"
#include "state/training_state.h"
#include "store/checkpoint.h"
#include "text/dataset.h"
#include "text/token_counts.h"
#include "text/tokenizer.h"
#include "text/tokenizer_options.h"
#include "text/unknown_words.h"
#include "train/execution.h"
#include "train/profile.h"
#include "train/recipe.h"
#include "train/report.h"

/// A small GPT: the model, its training, its answers and its files. Session is the way in.
namespace glassgpt {

/// What create() made, open() read or grow_vocabulary() added to.
struct ModelReport {
  ModelConfig config;              ///< sizes, the vocabulary's included
  TokenizerChoice tokenizer = {};  ///< the kind of its tokenizer
  std::size_t parameters = 0;      ///< weights in all
  std::size_t words = 0;           ///< distinct words in the data; 0 if no vocabulary was made, or of no words
  std::size_t words_once = 0;      ///< of those, the ones that occur once
  std::size_t tokens_added = 0;    ///< to the vocabulary that there was
  bool can_grow = true;            ///< whether tokens can be added to it; those of some kinds write every text
  std::size_t words_dropped = 0;   ///< distinct words that did not fit into the vocabulary
  std::size_t tokens_dropped = 0;  ///< their occurrences, which became `<unk>`
};

/// Whether data is too small, or too varied, for a vocabulary of its words: of at least 200, 9 in 10 occur once, so
/// that nearly nothing can be learned of how they are used. docs/decisions/0033-long-texts-and-growing-vocabularies.md
/// says what that was measured on.
constexpr bool words_hardly_repeat(const ModelReport& report) {
  constexpr std::size_t kLeastWords = 200;
  return report.words >= kLeastWords && 10 * report.words_once >= 9 * report.words;
}

/// The one facade: data, model, training, generation and files. The command line, the WASM module and a C++ program
/// all call this and nothing below it.
///
/// It has no clock, no files and no threads; preparation advances by prepare_item(), training by train_step() or
/// train_item(), generation by next_token(), so that whoever calls decides when to stop, save or look.
///
/// Between two items of a step the update of the weights may be under way. What reads weights completes it first, and
/// so changes where training stands; a const function reads none and changes nothing.
class Session {
 public:
  /// Without data and model.
  Session();
  /// Takes over all of the other, which can then only be assigned to or destroyed.
  Session(Session&&) noexcept;
  /// Likewise, in place of what this one held.
  Session& operator=(Session&&) noexcept;
  ~Session();

  // Data ---------------------------------------------------------------------------------------------------------

  /// Sets the data of a phase, in place of all that it had, what was held out included; without examples the phase is
  /// skipped. Ends a training run under way.
  void set_data(Phase phase, Dataset dataset);

  /// Sets what a phase measures at the end of every epoch and is not trained on; without examples, or epochs of the
  /// phase, nothing is measured. Takes the place of what was held out, which is trained on again. Words that only such
  /// data has are not in the vocabulary. Ends a training run under way.
  void set_validation(Phase phase, Dataset dataset);

  /// Validates the phase on a share of its own data, evenly spread, and not on what set_validation() gave; it is not
  /// trained on. Of a text longer than the context, pieces are held out. The same data and share give the same
  /// examples. The vocabulary that create() makes is that of the whole data, so that the two losses differ by what the
  /// model learned and not by unknown words. Ends a training run under way.
  /// @param share  0 to kMostHeldOut of the examples, as hold_out() in text/hold_out.h counts them
  /// @throws Error if the share is out of range
  void hold_out(Phase phase, double share);

  /// Takes the data of another session, with what is held out of it and what was prepared of it, in place of its own.
  /// Nothing is copied until one of them changes its data. Ends a training run under way.
  void share_data(const Session& other);

  /// From now on the texts of the data are given up while begin_preparation() encodes them, so that large data is not
  /// in memory twice: for a program that trains on it and then has no use for its texts. What needs them afterwards,
  /// like examples() or a second run, throws Error, until the data is set anew.
  void discard_texts();

  // Preparation --------------------------------------------------------------------------------------------------

  /// Begins to prepare, in place of what is being prepared: the vocabulary for create(), the growth for
  /// grow_vocabulary(), the encoding for start_training() and resume_training(), or unknown_words(). Nobody has to:
  /// what was not prepared is done as a whole where it is needed, to the same end. What was prepared holds until the
  /// data changes, and what is of the model also until that has another vocabulary or context.
  /// @throws Error if all but the vocabulary is asked for and there is no model
  void begin_preparation(Preparation what);

  /// The next item of it: a few milliseconds of work, however much data there is. Everything else can be done between
  /// two of them. @return how far it is now; ready, if nothing is being prepared
  /// @throws Error naming the example that has nothing to predict, or is not UTF-8; nothing is being prepared then
  PreparationProgress prepare_item();

  // Model --------------------------------------------------------------------------------------------------------

  /// What create() is to make of the data, and split() and examples() show of it without a model. At first: the
  /// defaults. A model that is open keeps its own.
  /// @throws Error if an option is out of range
  void set_tokenizer(const TokenizerOptions& options);

  /// Those of the open model, or else of the one that create() would make.
  [[nodiscard]] TokenizerOptions tokenizer_options() const;

  /// The context that suits the data and the tokenizer: for words that of a new ModelConfig; where tokens are parts of
  /// words, as many as the longest example has, from that one to the longest that people may choose, or 256 of a text.
  /// @throws Error naming the example that is not UTF-8
  [[nodiscard]] int recommended_context() const;

  /// Makes the vocabulary from the data of both phases, what was held out included, and a model with random weights.
  /// @param sizes  all but vocab_size, which is ignored
  /// @param seed   of the weights: the same seed gives the same weights on every platform
  /// @throws Error without data, or if the sizes do not fit together
  ModelReport create(ModelConfig sizes, std::uint64_t seed);

  /// Takes over a checkpoint file. What was open before stays if it cannot be read.
  /// @throws Error as read_checkpoint
  ModelReport open(std::string_view name, std::string_view bytes);

  /// Adds the words of the data that the model's vocabulary lacks, what is held out included, behind those that it has:
  /// by falling frequency, as far as there is room. The weights stay as they are, and new ones for the new words are
  /// made as create() makes them. A run under way, or one that could be resumed, ends if anything is added.
  /// @param seed  of the new weights
  /// @throws Error without a model
  ModelReport grow_vocabulary(std::uint64_t seed);

  /// The checkpoint file's bytes.
  /// @param with_training  also where training stands, if it does, so that it can be resumed
  /// @throws Error if there is no model
  [[nodiscard]] std::string save(CheckpointFormat format, bool with_training);

  /// Begins to save in parts: next_part() then gives the same bytes as save(), little by little.
  /// @throws Error if there is no model
  void begin_save(CheckpointFormat format, bool with_training);

  /// The next bytes of the file, some milliseconds' work however large the model is, or nothing at its end. A part may
  /// be empty. Everything but training can be done between two parts.
  /// @throws Error if nothing is being saved, or the model was trained or replaced since; or if a weight is not finite
  std::optional<std::string> next_part();

  /// Whether a model was created or opened.
  [[nodiscard]] bool has_model() const;
  /// @throws Error if there is no model
  [[nodiscard]] const ModelConfig& config() const;
  /// @throws Error if there is no model
  [[nodiscard]] const Tokenizer& tokenizer() const;
  /// All weights, in the layout of ParameterTable(config()).
  /// @throws Error if there is no model
  [[nodiscard]] std::span<const float> parameters();

  // Training -----------------------------------------------------------------------------------------------------

  /// The recipe `auto`, which suits the data set and a model of these sizes. @param batch_size  if that is given
  /// @throws Error as size_of
  [[nodiscard]] TrainingOptions recommended(const ModelConfig& sizes, std::optional<int> batch_size = {}) const;

  /// Sets who works on the steps of the runs that begin or are resumed from now on. At first: whoever calls, alone. It
  /// changes nothing of what they compute, so that a run may be resumed with another one.
  void set_execution(StepExecution execution);

  /// Begins a run over the data set, from the weights as they are, each phase with a fresh Adam.
  /// @throws Error without a model, data or epochs
  TrainingReport start_training(const TrainingOptions& options);

  /// Where the training of the opened file stood, if it can be resumed.
  [[nodiscard]] const TrainingState* resumable() const;

  /// Goes on with the run of the opened file, to the same weights as if it had never stopped.
  /// @param options  resumable()->options, or those with other numbers of epochs; a schedule follows the new length
  /// @throws Error if the file holds no training, or the data set is not what it was trained on
  TrainingReport resume_training(const TrainingOptions& options);

  /// From the next step on, trains the run under way without some of a phase's examples: they are read and nothing of
  /// them is predicted, so that order, batches and steps are those of the run with them. Checks of what the model knows
  /// still count them. A file that is saved does not keep it.
  /// @param examples  their numbers, as NearExample::examples
  /// @throws Error if no training is under way or there is no such example
  void leave_out(Phase phase, std::span<const std::size_t> examples);

  /// Whether train_step() has anything left to do.
  [[nodiscard]] bool training() const;

  /// One step: forward, backward, clipping, Adam; or what is left of one that train_item() began.
  /// @throws Error if no training is under way; or if the loss is no longer finite: the last good weights are put
  ///         back, and training is over
  StepResult train_step();

  /// A work item of a step: a few milliseconds of work, however large the model is. Between two items everything else
  /// can be done, and sees the weights as they are after a whole number of steps.
  /// @return the step's result, if the item was its last one
  /// @throws Error as train_step()
  std::optional<StepResult> train_item();

  /// Whether the step under way can only go on once others have done their part of it: the last item did nothing.
  [[nodiscard]] bool training_waits() const;

  /// Measures the training run under way from its next step on, which run on one thread then; null ends that.
  /// @param profile  to outlive the run, or that end
  void profile_training(Profile* profile);

  // Generation ---------------------------------------------------------------------------------------------------

  /// Reads the prompt. It may be empty, unknown or longer than the context; the report says what was made of it.
  /// @throws Error without a model, if the text is not UTF-8 or an option is out of range
  PromptReport begin_generation(std::string_view prompt, const GenerationOptions& options);

  /// Tokens that an answer has at most unless somebody says how many: those of new GenerationOptions, or where tokens
  /// are parts of words, as many as the context.
  /// @throws Error without a model
  [[nodiscard]] int usual_max_tokens() const;

  /// The next token, or nothing at `</s>` and at the maximum length. When the context is full, the older half of it
  /// is forgotten.
  std::optional<GeneratedToken> next_token();

  /// How sure the model was of what it has generated since begin_generation().
  [[nodiscard]] Confidence confidence() const;

  /// Why next_token() returned nothing.
  [[nodiscard]] StopReason stop_reason() const;

  /// The whole continuation at once, without the prompt.
  std::string generate(std::string_view prompt, const GenerationOptions& options);

  /// What may follow a prompt and the tokens that somebody chose to follow it, one at a time: none at first. It follows
  /// from that and the weights as they are now alone; where nothing but another token was added since the last call,
  /// only that is computed. Whoever always chooses Choices::sampled goes the way of begin_generation() with the same
  /// options: the same tokens with the same probabilities, bit for bit, beyond the context too. What is being
  /// generated goes on undisturbed.
  /// @param count  most of the likeliest tokens to tell of
  /// @return valid until the next call of anything that is not const
  /// @throws Error without a model, if the prompt is not UTF-8, an option is out of range or there is no such token
  [[nodiscard]] const Choices& choices(std::string_view prompt, std::span<const TokenId> chosen,
                                       const SamplingOptions& sampling, int count);

  // Inspection ---------------------------------------------------------------------------------------------------

  /// @throws Error without a model, or if the dataset is empty
  [[nodiscard]] EvalResult evaluate(const Dataset& dataset);

  /// How large the weights and gradients of every tensor are, in the order of the parameter table.
  /// @throws Error if there is no model
  [[nodiscard]] std::vector<TensorSize> tensor_sizes();

  /// @param top  how many tokens to list after each position
  /// @throws Error without a model, or if the prompt has no token or more than max_seq_len
  [[nodiscard]] Inspection inspect(std::string_view prompt, int top);

  /// The token embeddings as they are now, in two dimensions. @param groups  of near tokens
  /// @throws Error without a model, or as glassgpt::embedding_map
  [[nodiscard]] EmbeddingMap embedding_map(int groups);

  /// The tokens whose embeddings are nearest to one's, nearest first.
  /// @throws Error without a model, or as glassgpt::neighbours
  [[nodiscard]] std::vector<Neighbour> neighbours(TokenId id, int count);

  /// Takes apart the step that training would make of a text now, as its only example, and the update of one weight:
  /// with the moments, step count and options of the run under way, or else fresh ones. No weight changes.
  /// @throws Error without a model, or as glassgpt::dissect
  [[nodiscard]] Dissection dissect(std::string_view text, const WeightPlace& weight);

  /// What the model does with a text, as far as it is asked for. No weight changes.
  /// @throws Error without a model, or as glassgpt::observe
  [[nodiscard]] Observation observe(std::string_view text, Index position, int top,
                                    const std::vector<TensorRequest>& requests);

  /// What of a text stands word for word in the training data of the phases; Memorised::dataset is the Phase's number.
  /// @param least  tokens of a stretch
  /// @throws Error as find_memorised
  [[nodiscard]] MemorisedReport memorised(std::string_view text, int least) const;

  /// The examples that are trained on and nearest to a text; NearExample::dataset is the Phase's number.
  /// @param text  as examples are trained on: a question with its answer as chat_prompt() has it
  /// @throws Error without a model, or if the text is not UTF-8
  [[nodiscard]] std::vector<NearExample> nearest_examples(std::string_view text, std::size_t count) const;

  /// How much a dataset is to the open model's tokenizer and context.
  /// @throws Error without a model, or naming the example that has nothing to predict
  [[nodiscard]] TokenCounts count_tokens(const Dataset& dataset) const;

  /// Likewise a phase's data, and what it is validated on. No training needs to be under way.
  /// @throws Error as count_tokens(dataset)
  [[nodiscard]] PhaseTokenCounts count_tokens(Phase phase) const;

  /// A text as the tokenizer splits it: of the open model, or else the one that create() would make.
  /// @throws Error if the text is not UTF-8
  [[nodiscard]] ExamplePreview split(std::string_view text) const;

  /// The first words of a text that the tokenizer lacks, at most so many: that of the open model, or else the one that
  /// create() would make. @throws Error if the text is not UTF-8
  [[nodiscard]] std::vector<UnknownWord> unknown_words(std::string_view text, std::size_t most) const;

  /// What the open model's vocabulary lacks of the data. @throws Error without a model, or as count_tokens()
  [[nodiscard]] std::shared_ptr<const UnknownReport> unknown_words() const;

  /// How often each token of the vocabulary occurs in the data, what is held out included, as far as the context lets
  /// the model see it.
  /// @throws Error without a model
  [[nodiscard]] std::vector<std::size_t> token_frequencies() const;

  /// Some examples of a phase's data, what is held out included, as the open model sees them, or else one with the
  /// longest context that create() would make: up to `count` from number `first` on, counted from 0. Each piece of a
  /// text longer than the context is one.
  [[nodiscard]] std::vector<ExamplePreview> examples(Phase phase, std::size_t first, std::size_t count) const;

 private:
  struct State;

  /// For const functions: a unique_ptr would let them change what it points to.
  [[nodiscard]] const State& state() const;

  std::unique_ptr<State> state_;
};

}  // namespace glassgpt
