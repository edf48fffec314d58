#include "session.h"

#include <array>
#include <utility>

#include "base/error.h"
#include "generate/generator.h"
#include "model/model.h"
#include "train/trainer.h"

namespace glassgpt {

namespace {

constexpr std::string_view kNoModelRemedy = "create or open one first";

}  // namespace

/// A model with its vocabulary, and what refers to them: it stays in one place.
struct OpenModel {
  Model<float> model;
  Tokenizer tokenizer;
  std::optional<TrainingState> resumable;  ///< from the file, until training begins
  std::optional<Trainer> trainer;
  std::optional<Generator> generator;

  OpenModel(const ModelConfig& config, Tokenizer vocabulary) : model(config), tokenizer(std::move(vocabulary)) {}

  /// Leaves the run at its last step.
  void end_training() {
    if (trainer) trainer->settle();
    trainer.reset();
  }
};

struct Session::State {
  std::array<Dataset, 2> data;  ///< by Phase
  std::unique_ptr<OpenModel> open;

  [[nodiscard]] OpenModel& opened() const {
    if (open == nullptr) throw Error("session", "there is no model yet", kNoModelRemedy);
    return *open;
  }

  /// The model with weights that belong together: not those in the middle of an update.
  [[nodiscard]] OpenModel& settled() const {
    OpenModel& it = opened();
    if (it.trainer) it.trainer->settle();
    return it;
  }

  /// The data as the open model's vocabulary sees it.
  [[nodiscard]] PhaseData encode_data() const {
    const OpenModel& it = opened();
    const int max_seq_len = it.model.config.max_seq_len;
    return {encode_dataset(it.tokenizer, data[0], max_seq_len), encode_dataset(it.tokenizer, data[1], max_seq_len)};
  }
};

Session::Session() : state_(std::make_unique<State>()) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

void Session::set_data(Phase phase, Dataset dataset) {
  if (state_->open != nullptr) state_->open->end_training();
  state_->data[static_cast<std::size_t>(phase)] = std::move(dataset);
}

ModelReport Session::create(ModelConfig sizes, std::uint64_t seed) {
  VocabularyBuilder words;
  for (const Dataset& dataset : state_->data) {
    for (std::size_t i = 0; i < dataset.examples.size(); ++i) {
      words.add(dataset.examples[i].training_text(), dataset.name + ", example " + std::to_string(i + 1));
    }
  }
  VocabularyBuilder::Result vocabulary = words.build(kMaxVocabSize);
  if (vocabulary.tokens.size() <= 2) {
    throw Error("session", "there is no data to make a vocabulary from", "set the data of at least one phase first");
  }

  sizes.vocab_size = static_cast<int>(vocabulary.tokens.size());
  auto open = std::make_unique<OpenModel>(sizes, Tokenizer(std::move(vocabulary.tokens), "vocabulary"));
  initialize(open->model, seed);
  state_->open = std::move(open);
  return {.config = sizes,
          .parameters = parameters().size(),
          .words_dropped = vocabulary.words_dropped,
          .tokens_dropped = vocabulary.tokens_dropped};
}

ModelReport Session::open(std::string_view name, std::string_view bytes) {
  Checkpoint checkpoint = read_checkpoint(name, bytes);
  auto open = std::make_unique<OpenModel>(checkpoint.config, std::move(checkpoint.tokenizer));
  open->model.parameters = std::move(checkpoint.parameters);
  open->resumable = std::move(checkpoint.training);
  state_->open = std::move(open);
  return {.config = config(), .parameters = parameters().size()};
}

std::string Session::save(CheckpointFormat format, bool with_training) const {
  OpenModel& it = state_->settled();
  Checkpoint checkpoint = {
      .config = it.model.config, .tokenizer = it.tokenizer, .parameters = it.model.parameters, .training = {}};
  if (with_training) checkpoint.training = it.trainer ? std::optional(it.trainer->state()) : it.resumable;
  return write_checkpoint(checkpoint, format);
}

bool Session::has_model() const {
  return state_->open != nullptr;
}
const ModelConfig& Session::config() const {
  return state_->opened().model.config;
}
const Tokenizer& Session::tokenizer() const {
  return state_->opened().tokenizer;
}
std::span<const float> Session::parameters() const {
  return state_->settled().model.parameters;
}

TrainingReport Session::start_training(const TrainingOptions& options) {
  OpenModel& it = state_->settled();
  check_limits(options, "training");
  Trainer trainer(it.model, state_->encode_data(), options);
  it.resumable.reset();
  it.trainer = std::move(trainer);
  return it.trainer->report();
}

const TrainingState* Session::resumable() const {
  const OpenModel* it = state_->open.get();
  return it != nullptr && it->resumable ? &*it->resumable : nullptr;
}

TrainingReport Session::resume_training(const TrainingOptions& options) {
  OpenModel& it = state_->opened();
  if (!it.resumable) {
    throw Error("resuming training", "the model's file holds no training state",
                "start a new training run from its weights instead");
  }
  check_limits(options, "resuming training");
  const TrainingOptions& then = it.resumable->options;
  if (it.resumable->phase == Phase::tune && options.pretrain.epochs != then.pretrain.epochs) {
    throw Error("resuming training",
                "pre-training is over, after " + std::to_string(then.pretrain.epochs) + " epochs, and cannot get " +
                    std::to_string(options.pretrain.epochs),
                "change the epochs of tuning only");
  }
  TrainingOptions same = options;
  for (const Phase phase : kPhases) same.phase(phase).epochs = then.phase(phase).epochs;
  if (same != then) {
    throw Error("resuming training", "an option is not what the run was started with",
                "change nothing but the epochs, or start a new training run");
  }

  TrainingState state = *it.resumable;
  state.options = options;
  Trainer trainer(it.model, state_->encode_data(), std::move(state));
  it.resumable.reset();
  it.trainer = std::move(trainer);
  return it.trainer->report();
}

bool Session::training() const {
  return state_->open != nullptr && state_->open->trainer && !state_->open->trainer->done();
}

std::optional<StepResult> Session::train_piece() {
  if (!training()) throw Error("training", "no training run is under way", "start or resume one first");
  OpenModel& it = *state_->open;
  try {
    return it.trainer->advance();
  } catch (const Error&) {
    it.trainer.reset();  // the run cannot go on from weights that diverge
    throw;
  }
}

StepResult Session::train_step() {
  for (;;) {
    if (const std::optional<StepResult> result = train_piece()) return *result;
  }
}

void Session::profile_training(Profile* profile) {
  OpenModel& it = state_->opened();
  if (it.trainer) it.trainer->set_profile(profile);
}

PromptReport Session::begin_generation(std::string_view prompt, const GenerationOptions& options) {
  OpenModel& it = state_->settled();
  it.generator.emplace(it.model, it.tokenizer, prompt, options);
  return it.generator->prompt();
}

std::optional<GeneratedToken> Session::next_token() {
  OpenModel& it = state_->settled();
  if (!it.generator) throw Error("generation", "it has not begun", "call begin_generation first");
  return it.generator->next();
}

StopReason Session::stop_reason() const {
  const OpenModel& it = state_->opened();
  return it.generator ? it.generator->stop_reason() : StopReason::none;
}

std::string Session::generate(std::string_view prompt, const GenerationOptions& options) {
  begin_generation(prompt, options);
  std::string text;
  while (const auto token = next_token()) text += token->text;
  return text;
}

EvalResult Session::evaluate(const Dataset& dataset) const {
  const OpenModel& it = state_->settled();
  return glassgpt::evaluate(it.model, it.tokenizer, dataset);
}

Inspection Session::inspect(std::string_view prompt, int top) const {
  const OpenModel& it = state_->settled();
  return glassgpt::inspect(it.model, it.tokenizer, prompt, top);
}

EmbeddingMap Session::embedding_map(int groups) const {
  return glassgpt::embedding_map(state_->settled().model, groups);
}

std::vector<Neighbour> Session::neighbours(TokenId id, int count) const {
  return glassgpt::neighbours(state_->settled().model, id, count);
}

}  // namespace glassgpt
