#include "conversions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "core/base/number_text.h"
#include "values.h"

namespace glassgpt::wasm {

namespace {

constexpr double kMostExactInteger = 9007199254740991.0;  // 2^53 - 1

std::string phase(Phase value) {
  return std::string(phase_name(value));
}

bool said(const val& from, const char* name) {
  return !from[name].isUndefined();
}

PhaseOptions to_phase_options(const val& options) {
  return {.epochs = whole_int(options, "epochs"), .learning_rate = number(options, "learningRate")};
}

val from(const PhaseOptions& options) {
  return object({{"epochs", options.epochs}, {"learningRate", options.learning_rate}});
}

val from(const Known& known) {
  return object({{"right", known.right}, {"checked", known.checked}});
}

val from(const Setback& setback) {
  if (setback.trouble == Trouble::none) return val::null();
  return object({{"trouble", std::string(trouble_name(setback.trouble))},
                 {"wentBack", setback.went_back},
                 {"loss", setback.loss},
                 {"learningRate", setback.learning_rate}});
}

val from_phase(const PhaseReport& report) {
  return object({{"phase", phase(report.phase)},
                 {"examples", report.examples},
                 {"questions", report.questions},
                 {"tokens", report.tokens},
                 {"lossTokens", report.loss_tokens},
                 {"expectedSteps", report.expected_steps},
                 {"wordsLoss", report.losses.words},
                 {"orderLoss", report.losses.order},
                 {"stepsPerEpoch", report.steps_per_epoch},
                 {"epochs", report.epochs},
                 {"unknownTokens", report.unknown_tokens},
                 {"examplesCut", report.examples_cut},
                 {"tokensCut", report.tokens_cut},
                 {"validationExamples", report.validation_examples}});
}

}  // namespace

std::string to_bytes(const val& array) {
  std::string bytes(array["length"].as<std::size_t>(), '\0');
  val(emscripten::typed_memory_view(bytes.size(), bytes.data())).call<void>("set", array);
  return bytes;
}

val from_bytes(const std::string& bytes) {
  const val view(emscripten::typed_memory_view(bytes.size(), bytes.data()));
  return val::global("Uint8Array").new_(view);  // of an array, and so a copy
}

Dataset to_dataset(const val& file) {
  return read_dataset(file["name"].as<std::string>(), to_bytes(file["bytes"]));
}

Phase to_phase(const std::string& name) {
  for (const Phase candidate : kPhases) {
    if (name == phase_name(candidate)) return candidate;
  }
  throw Error("phase", "there is no \"" + name + "\"", "choose pretrain or tune");
}

ModelConfig to_config(const val& sizes) {
  return {.vocab_size = 0,
          .max_seq_len = whole_int(sizes, "maxSeqLen"),
          .embedding_dim = whole_int(sizes, "embeddingDim"),
          .hidden_dim = whole_int(sizes, "hiddenDim"),
          .num_layers = whole_int(sizes, "numLayers"),
          .num_heads = whole_int(sizes, "numHeads")};
}

PhaseSize to_phase_size(const val& size) {
  const auto count = [&](const char* name) {
    return static_cast<std::size_t>(whole_number(size, name, 0, kMostExactInteger));
  };
  return {.examples = count("examples"), .questions = count("questions"), .tokens = count("tokens")};
}

std::uint64_t to_seed(double seed) {
  if (!(seed >= 0 && seed <= kMostExactInteger) || seed != std::floor(seed)) {
    throw Error("seed", "it is " + describe_number(seed), "give a whole number from 0 to 9007199254740991");
  }
  return static_cast<std::uint64_t>(seed);
}

TrainingOptions to_training_options(const val& options) {
  return {.pretrain = to_phase_options(options["pretrain"]),
          .tune = to_phase_options(options["tune"]),
          .batch_size = whole_int(options, "batchSize"),
          .clip_norm = number(options, "clipNorm"),
          .seed = to_seed(number(options, "seed")),
          .shuffle = options["shuffle"].as<bool>(),
          .schedule = said(options, "schedule") ? schedule_of(options["schedule"].as<std::string>(), "schedule")
                                                : Schedule::constant,
          .warmup_steps = said(options, "warmupSteps") ? whole_int(options, "warmupSteps") : 0,
          .adam = {.beta2 = said(options, "beta2") ? number(options, "beta2") : AdamOptions().beta2},
          .answers_only = said(options, "answersOnly") && options["answersOnly"].as<bool>(),
          .until_learned = said(options, "untilLearned") && options["untilLearned"].as<bool>()};
}

GenerationOptions to_generation_options(const val& options) {
  return {.sampling = {.temperature = number(options, "temperature"),
                       .top_k = whole_int(options, "topK"),
                       .top_p = number(options, "topP"),
                       .seed = to_seed(number(options, "seed"))},
          .max_tokens = whole_int(options, "maxTokens")};
}

val from(const Dataset& data) {
  const auto chats =
      std::count_if(data.examples.begin(), data.examples.end(), [](const Example& example) { return example.is_chat; });
  return object({{"examples", data.examples.size()}, {"chats", chats}});
}

val from(const ModelReport& report) {
  const ModelConfig& config = report.config;
  return object({{"vocabSize", config.vocab_size},
                 {"maxSeqLen", config.max_seq_len},
                 {"embeddingDim", config.embedding_dim},
                 {"hiddenDim", config.hidden_dim},
                 {"numLayers", config.num_layers},
                 {"numHeads", config.num_heads},
                 {"parameters", report.parameters},
                 {"wordsDropped", report.words_dropped},
                 {"tokensDropped", report.tokens_dropped}});
}

val from(const TrainingOptions& options) {
  return object({{"pretrain", from(options.pretrain)},
                 {"tune", from(options.tune)},
                 {"batchSize", options.batch_size},
                 {"clipNorm", options.clip_norm},
                 {"seed", options.seed},
                 {"shuffle", options.shuffle},
                 {"schedule", std::string(schedule_name(options.schedule))},
                 {"warmupSteps", options.warmup_steps},
                 {"beta2", options.adam.beta2},
                 {"answersOnly", options.answers_only},
                 {"untilLearned", options.until_learned}});
}

val from(const TrainingReport& report) {
  return object({{"phases", array_of(report.phases, from_phase)},
                 {"totalSteps", report.total_steps},
                 {"stepsDone", report.steps_done}});
}

val from(const StepResult& step) {
  return object({{"phase", phase(step.phase)},
                 {"epoch", step.epoch},
                 {"epochs", step.epochs},
                 {"stepInEpoch", step.step_in_epoch},
                 {"stepsPerEpoch", step.steps_per_epoch},
                 {"step", step.step},
                 {"totalSteps", step.total_steps},
                 {"phaseStepsLeft", step.phase_steps_left},
                 {"tokens", step.tokens},
                 {"loss", step.loss},
                 {"gradNorm", step.grad_norm},
                 {"learningRate", step.learning_rate},
                 {"epochEnded", step.epoch_ended},
                 {"epochLoss", step.epoch_loss},
                 {"validationLoss", step.validation_loss},
                 {"validationKnown", from(step.validation_known)},
                 {"known", from(step.known)},
                 {"checkedLoss", step.checked_loss},
                 {"stage", std::string(stage_name(step.stage))},
                 {"learned", step.learned},
                 {"setback", from(step.setback)},
                 {"done", step.done}});
}

val from(const TensorSize& size) {
  return object({{"name", size.name},
                 {"rows", size.rows},
                 {"cols", size.cols},
                 {"weight", size.weight},
                 {"gradient", size.gradient}});
}

val from(const PromptReport& prompt) {
  return object({{"tokens", strings(prompt.tokens)},
                 {"unknown", strings(prompt.unknown)},
                 {"tokensCut", prompt.tokens_cut},
                 {"notes", strings(prompt.notes)}});
}

val from(const GeneratedToken& token) {
  return object({{"id", token.id}, {"text", token.text}, {"probability", token.probability}});
}

val from(const Confidence& confidence) {
  return object({{"lowest", confidence.lowest}, {"mean", confidence.mean()}, {"guess", confidence.is_guess()}});
}

val from(const EvalResult& result) {
  return object({{"loss", result.loss},
                 {"answerLoss", result.answer_loss},
                 {"perplexity", result.perplexity},
                 {"accuracy", result.accuracy},
                 {"tokens", result.tokens},
                 {"unknown", result.unknown},
                 {"examplesCut", result.examples_cut},
                 {"chats", result.chats},
                 {"exact", result.exact}});
}

}  // namespace glassgpt::wasm
