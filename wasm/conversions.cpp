#include "conversions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "values.h"

namespace glassgpt::wasm {

namespace {

constexpr double kMostExactInteger = 9007199254740991.0;  // 2^53 - 1

val phase(Phase value) {
  return val(std::string(phase_name(value)));
}

bool said(const val& from, const char* name) {
  return !from[name].isUndefined();
}

PhaseOptions to_phase_options(const val& options) {
  return {.epochs = whole_int(options, "epochs"), .learning_rate = number(options, "learningRate")};
}

val from(const PhaseOptions& options) {
  return object({{"epochs", val(options.epochs)}, {"learningRate", val(options.learning_rate)}});
}

val from_phase(const PhaseReport& report) {
  return object({{"phase", phase(report.phase)},
                 {"examples", count(report.examples)},
                 {"tokens", count(report.tokens)},
                 {"stepsPerEpoch", count(report.steps_per_epoch)},
                 {"epochs", val(report.epochs)},
                 {"unknownTokens", count(report.unknown_tokens)},
                 {"examplesCut", count(report.examples_cut)},
                 {"tokensCut", count(report.tokens_cut)},
                 {"validationExamples", count(report.validation_examples)}});
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

std::uint64_t to_seed(double seed) {
  if (!(seed >= 0 && seed <= kMostExactInteger) || seed != std::floor(seed)) {
    throw Error("seed", "it is " + std::to_string(seed), "give a whole number from 0 to 9007199254740991");
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
          .warmup_steps = said(options, "warmupSteps") ? whole_int(options, "warmupSteps") : 0};
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
  return object({{"examples", count(data.examples.size())}, {"chats", count(static_cast<std::uint64_t>(chats))}});
}

val from(const ModelReport& report) {
  const ModelConfig& config = report.config;
  return object({{"vocabSize", val(config.vocab_size)},
                 {"maxSeqLen", val(config.max_seq_len)},
                 {"embeddingDim", val(config.embedding_dim)},
                 {"hiddenDim", val(config.hidden_dim)},
                 {"numLayers", val(config.num_layers)},
                 {"numHeads", val(config.num_heads)},
                 {"parameters", count(report.parameters)},
                 {"wordsDropped", count(report.words_dropped)},
                 {"tokensDropped", count(report.tokens_dropped)}});
}

val from(const TrainingOptions& options) {
  return object({{"pretrain", from(options.pretrain)},
                 {"tune", from(options.tune)},
                 {"batchSize", val(options.batch_size)},
                 {"clipNorm", val(options.clip_norm)},
                 {"seed", count(options.seed)},
                 {"shuffle", val(options.shuffle)},
                 {"schedule", val(std::string(schedule_name(options.schedule)))},
                 {"warmupSteps", val(options.warmup_steps)}});
}

val from(const TrainingReport& report) {
  return object({{"phases", array_of(report.phases, from_phase)},
                 {"totalSteps", count(report.total_steps)},
                 {"stepsDone", count(report.steps_done)}});
}

val from(const StepResult& step) {
  return object({{"phase", phase(step.phase)},
                 {"epoch", val(step.epoch)},
                 {"epochs", val(step.epochs)},
                 {"stepInEpoch", count(step.step_in_epoch)},
                 {"stepsPerEpoch", count(step.steps_per_epoch)},
                 {"step", count(step.step)},
                 {"totalSteps", count(step.total_steps)},
                 {"tokens", count(step.tokens)},
                 {"loss", val(step.loss)},
                 {"gradNorm", val(step.grad_norm)},
                 {"learningRate", val(step.learning_rate)},
                 {"epochEnded", val(step.epoch_ended)},
                 {"epochLoss", val(step.epoch_loss)},
                 {"validationLoss", val(step.validation_loss)},
                 {"done", val(step.done)}});
}

val from(const TensorSize& size) {
  return object({{"name", val(size.name)},
                 {"rows", count(size.rows)},
                 {"cols", count(size.cols)},
                 {"weight", val(size.weight)},
                 {"gradient", val(size.gradient)}});
}

val from(const PromptReport& prompt) {
  return object({{"tokens", strings(prompt.tokens)},
                 {"unknown", strings(prompt.unknown)},
                 {"tokensCut", count(prompt.tokens_cut)},
                 {"notes", strings(prompt.notes)}});
}

val from(const GeneratedToken& token) {
  return object({{"id", val(token.id)}, {"text", val(token.text)}, {"probability", val(token.probability)}});
}

val from(const EvalResult& result) {
  return object({{"loss", val(result.loss)},
                 {"perplexity", val(result.perplexity)},
                 {"accuracy", val(result.accuracy)},
                 {"tokens", count(result.tokens)},
                 {"unknown", count(result.unknown)},
                 {"examplesCut", count(result.examples_cut)},
                 {"chats", count(result.chats)},
                 {"exact", count(result.exact)}});
}

}  // namespace glassgpt::wasm
