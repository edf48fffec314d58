#include "session.h"

#include <limits>
#include <utility>

#include "generate/question_mark.h"
#include "session_state.h"
#include "text/hold_out.h"
#include "text/tokenizer_kinds.h"
#include "text/vocabulary_growth.h"
#include "train/context_length.h"

namespace glassgpt {

namespace {

/// Most tokens of a vocabulary that is to have all that there are.
constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max();

const TokenizerKind& kind_of(const Tokenizer& tokenizer) {
  return *find_tokenizer_kind(tokenizer.kind());
}

}  // namespace

Session::Session() : state_(std::make_unique<State>()) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

const Session::State& Session::state() const {
  return *state_;
}

void Session::set_data(Phase phase, Dataset dataset) {
  const auto i = static_cast<std::size_t>(phase);
  state_->change_data().training[i] = std::move(dataset);
  state_->data.hold_out(i, 0);
}

void Session::set_validation(Phase phase, Dataset dataset) {
  const auto i = static_cast<std::size_t>(phase);
  state_->data.hold_out(i, 0);
  state_->change_data().validation[i] = std::move(dataset);
}

void Session::hold_out(Phase phase, double share) {
  check_held_out(share);
  if (state_->open != nullptr) state_->open->end_training();
  state_->data.hold_out(static_cast<std::size_t>(phase), share);
}

void Session::share_data(const Session& other) {
  OpenModel* open = state_->open.get();
  if (open != nullptr) open->end_training();
  state_->data.share(other.state_->data);
  if (open != nullptr) state_->data.encode_with(open->tokenizer, open->model.config.max_seq_len);
}

void Session::discard_texts() {
  state_->data.discard_texts();
}

void Session::begin_preparation(Preparation what) {
  TrainingData& data = state_->data;
  if (what == Preparation::vocabulary) return data.begin_vocabulary(state_->new_kind(), state_->new_size());
  const OpenModel& it = state_->opened();
  switch (what) {
    case Preparation::growth:
      return data.begin_vocabulary(kind_of(*it.tokenizer), kEverything);
    case Preparation::unknown:
      return data.begin_unknown_words();
    default:
      return data.begin_encoding();
  }
}

PreparationProgress Session::prepare_item() {
  return state_->data.advance();
}

void Session::set_tokenizer(const TokenizerOptions& options) {
  check_limits(kTokenizerOptions, options, "tokenizer");
  state_->tokenizer_options = options;
}

TokenizerOptions Session::tokenizer_options() const {
  if (!has_model()) return state().tokenizer_options;
  return {.kind = tokenizer_choice(tokenizer().kind()), .vocabulary = tokenizer().size()};
}

int Session::recommended_context() const {
  if (!are_parts_of_words(tokenizer_options().kind)) return ModelConfig().max_seq_len;
  return context_for_parts_of_words(*state().tokenizer(), state().data.datasets().training);
}

ModelReport Session::create(ModelConfig sizes, std::uint64_t seed) {
  const TokenizerBuilder::Result vocabulary = state_->vocabulary();
  const auto& [texts, chats] = state_->data.datasets().training;
  if ((texts.examples.empty() && chats.examples.empty()) || vocabulary.tokenizer->size() <= 2) {
    throw Error("session", words::no_vocabulary_data, words::set_data);
  }

  sizes.vocab_size = vocabulary.tokenizer->size();
  auto open = std::make_unique<OpenModel>(Model<float>(sizes), vocabulary.tokenizer);
  initialize(open->model, seed);
  state_->replace_model(std::move(open));
  ModelReport report = state_->report();
  report.words = vocabulary.words;
  report.words_once = vocabulary.words_once;
  report.words_dropped = vocabulary.words_dropped;
  report.tokens_dropped = vocabulary.tokens_dropped;
  return report;
}

ModelReport Session::open(std::string_view name, std::string_view bytes) {
  Checkpoint checkpoint = read_checkpoint(name, bytes);
  auto open = std::make_unique<OpenModel>(Model<float>(checkpoint.config), std::move(checkpoint.tokenizer));
  open->model.parameters = std::move(checkpoint.parameters);
  open->resumable = std::move(checkpoint.training);
  state_->replace_model(std::move(open));
  return state_->report();
}

ModelReport Session::grow_vocabulary(std::uint64_t seed) {
  const OpenModel& old = state_->settled();
  ModelReport report = state_->report();
  if (!report.can_grow) return report;
  const TokenizerBuilder::Result wanted = state_->data.vocabulary(kind_of(*old.tokenizer), kEverything);
  const VocabularyGrowth growth = grow(old.tokenizer, *wanted.tokenizer, kMaxVocabSize);
  report.words = wanted.words;
  report.words_once = wanted.words_once;
  report.tokens_added = growth.added;
  report.words_dropped = growth.dropped;
  if (growth.added > 0) {
    report.config.vocab_size = growth.tokenizer->size();
    auto open = std::make_unique<OpenModel>(grown(old.model, report.config, seed), growth.tokenizer);
    state_->replace_model(std::move(open));
    report.parameters = parameters().size();
  }
  if (growth.dropped > 0) {
    for (const Phase phase : kPhases) report.tokens_dropped += count_tokens(phase).training.unknown_tokens;
  }
  return report;
}

std::string Session::save(CheckpointFormat format, bool with_training) {
  CheckpointWriter writer = state_->settled().writer(format, with_training);
  std::string bytes;
  while (const std::optional<std::string> part = writer.next()) bytes += *part;
  return bytes;
}

void Session::begin_save(CheckpointFormat format, bool with_training) {
  state_->opened().saving = Saving{.format = format, .with_training = with_training, .writer = {}};
}

std::optional<std::string> Session::next_part() {
  OpenModel& it = state_->opened();
  if (!it.saving) {
    throw Error("saving", "nothing is being saved, or the model has changed since", "begin to save again");
  }
  if (!it.saving->writer) {
    if (it.trainer && !it.trainer->settle_item()) return std::string();
    it.saving->writer = it.writer(it.saving->format, it.saving->with_training);
  }
  return it.saving->writer->next();
}

bool Session::has_model() const {
  return state().open != nullptr;
}
const ModelConfig& Session::config() const {
  return state().opened().model.config;
}
const Tokenizer& Session::tokenizer() const {
  return *state().opened().tokenizer;
}
std::span<const float> Session::parameters() {
  return state_->settled().model.parameters;
}

TrainingOptions Session::recommended(const ModelConfig& sizes, std::optional<int> batch_size) const {
  const State& it = state();
  DataSize size;
  const std::shared_ptr<const Tokenizer> tokenizer = it.tokenizer();
  for (const Phase phase : kPhases) {
    const auto i = static_cast<std::size_t>(phase);
    const PhaseTokenCounts counts = it.data.counts(i, *tokenizer, sizes.max_seq_len);
    (phase == Phase::pretrain ? size.pretrain : size.tune) = size_of(counts.training);
  }
  return glassgpt::recommended(size, sizes, batch_size);
}

void Session::set_execution(StepExecution execution) {
  state_->data.prepare_with(execution.executor);
  state_->parts.execution = std::move(execution);
}

TrainingReport Session::start_training(const TrainingOptions& options) {
  OpenModel& it = state_->settled();
  check_limits(options, "training");
  EncodedData data = state_->data.take_encoded();
  return state_->begin_training(Trainer(it.model, take_training(data), options, state_->parts), data);
}

const TrainingState* Session::resumable() const {
  const OpenModel* it = state().open.get();
  return it != nullptr && it->resumable ? &*it->resumable : nullptr;
}

TrainingReport Session::resume_training(const TrainingOptions& options) {
  OpenModel& it = state_->opened();
  if (!it.resumable) {
    throw Error(words::resuming, words::no_training_state, words::start_from_weights);
  }
  check_limits(options, "resuming training");
  const TrainingOptions& then = it.resumable->options;
  if (it.resumable->phase == Phase::tune && options.pretrain.epochs != then.pretrain.epochs) {
    throw Error(words::resuming,
                {words::pretraining_over, {{"done", then.pretrain.epochs}, {"asked", options.pretrain.epochs}}},
                words::change_tuning);
  }
  TrainingOptions same = options;
  for (const Phase phase : kPhases) same.phase(phase).epochs = then.phase(phase).epochs;
  if (same != then) {
    throw Error(words::resuming, words::option_changed, words::change_epochs_only);
  }

  TrainingState state = *it.resumable;
  if (options.tune.epochs != then.tune.epochs) state.learning.learned = false;  // more is asked for
  state.options = options;
  EncodedData data = state_->data.take_encoded();
  return state_->begin_training(Trainer(it.model, take_training(data), std::move(state), state_->parts), data);
}

void Session::leave_out(Phase phase, std::span<const std::size_t> examples) {
  if (!training()) throw Error("leaving out", "no training run is under way", "start or resume one first");
  state_->open->trainer->leave_out(phase, examples);
}

bool Session::training() const {
  return has_model() && state().open->trainer && !state().open->trainer->done();
}
bool Session::training_waits() const {
  return training() && state().open->trainer->waits();
}

std::optional<StepResult> Session::train_item() {
  if (!training()) throw Error("training", "no training run is under way", "start or resume one first");
  OpenModel& it = *state_->open;
  it.saving.reset();
  it.choosing.reset();
  try {
    return it.trainer->advance();
  } catch (const Error&) {
    it.trainer.reset();  // the run cannot go on from weights that diverge
    throw;
  }
}

StepResult Session::train_step() {
  for (;;) {
    if (const std::optional<StepResult> result = train_item()) return *result;
    if (training_waits()) throw Error("training", "the step waits for others", "advance it by train_item()");
  }
}

void Session::profile_training(Profile* profile) {
  OpenModel& it = state_->opened();
  if (it.trainer) it.trainer->set_profile(profile);
}

int Session::usual_max_tokens() const {
  return glassgpt::usual_max_tokens(tokenizer(), config());
}

PromptReport Session::begin_generation(std::string_view prompt, const GenerationOptions& options) {
  OpenModel& it = state_->settled();
  it.generator.emplace(begin_answer(it.model, *it.tokenizer, prompt, options));
  return it.generator->prompt();
}

std::optional<GeneratedToken> Session::next_token() {
  OpenModel& it = state_->settled();
  if (!it.generator) throw Error("generation", "it has not begun", "call begin_generation first");
  return it.generator->next();
}

StopReason Session::stop_reason() const {
  const OpenModel& it = state().opened();
  return it.generator ? it.generator->stop_reason() : StopReason::none;
}
Confidence Session::confidence() const {
  const OpenModel& it = state().opened();
  return it.generator ? it.generator->confidence() : Confidence();
}

std::string Session::generate(std::string_view prompt, const GenerationOptions& options) {
  begin_generation(prompt, options);
  std::string text;
  while (const auto token = next_token()) text += token->text;
  return text;
}

const Choices& Session::choices(std::string_view prompt, std::span<const TokenId> chosen,
                                const SamplingOptions& sampling, int count) {
  OpenModel& it = state_->settled();
  if (!it.choosing || it.choosing->prompt != prompt) {
    it.choosing.reset();  // its memory is needed for the next one
    it.choosing.emplace(std::string(prompt), ChosenContinuation(it.model, *it.tokenizer, prompt));
  }
  it.choosing->continuation.choose(chosen);
  return it.choosing->continuation.choices(sampling, count);
}

}  // namespace glassgpt
