#include "conversions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <new>

#include "core/base/number_text.h"
#include "values.h"

namespace glassgpt::wasm {

namespace {

constexpr double kMostExactInteger = 9007199254740991.0;  // 2^53 - 1

std::string phase(Phase value) {
  return std::string(phase_name(value));
}

/// The name that JavaScript has for an option: `batchSize` for `batch_size`.
std::string script_name(const OptionFacts& facts) {
  std::string name;
  for (std::size_t i = 0; i < facts.name.size(); ++i) {
    const bool begins_word = facts.name[i] == '_';
    if (begins_word) ++i;
    name += begins_word ? static_cast<char>(facts.name[i] - 'a' + 'A') : facts.name[i];
  }
  return name;
}

/// An option's value. @param like  of the type that it is to have
OptionValue to_value(const val& options, const OptionFacts& facts, const char* name, const OptionValue& like) {
  if (std::holds_alternative<bool>(like)) return options[name].as<bool>();
  if (std::holds_alternative<int>(like)) return whole_int(options, name);
  if (std::holds_alternative<double>(like)) return number(options, name);
  if (std::holds_alternative<std::uint64_t>(like)) return to_seed(number(options, name));
  return choice_named(facts, options[name].as<std::string>(), name);
}

void set_value(val& object, const char* name, const OptionValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    object.set(name, std::string(*text));
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    object.set(name, *truth);
  } else if (const auto* whole = std::get_if<int>(&value)) {
    object.set(name, *whole);
  } else {
    const auto* seed = std::get_if<std::uint64_t>(&value);
    object.set(name, seed != nullptr ? static_cast<double>(*seed) : std::get<double>(value));
  }
}

/// A struct out of the members of an object that are called like the table's options.
template <typename Options, std::size_t N>
void take_options(const val& from, const Option<Options> (&table)[N], Options& options) {
  for (const Option<Options>& option : table) {
    const std::string name = script_name(option);
    if (option.may_be_absent && from[name].isUndefined()) continue;
    option.set(options, to_value(from, option, name.c_str(), option.fallback()));
  }
}

/// The reverse.
template <typename Options, std::size_t N>
void put_options(val& object, const Option<Options> (&table)[N], const Options& options) {
  for (const Option<Options>& option : table) set_value(object, script_name(option).c_str(), option.get(options));
}

val from(const Message& message);

val from(const MessageValue& value) {
  return value.number ? val(*value.number) : array_of(value.messages, [](const Message& it) { return from(it); });
}

val from(const Message& message) {
  val values = val::object();
  for (const MessageValue& value : message.values()) values.set(value.name, from(value));
  return object({{"code", std::string(message.code())}, {"text", message.text()}, {"values", values}});
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

val from_file(const FileReport& report) {
  return object({{"name", report.name},
                 {"format", std::string(format_name(report.format))},
                 {"encoding", std::string(encoding_name(report.encoding))},
                 {"separator", report.separator == '\0' ? "" : std::string(1, report.separator)},
                 {"columns", report.columns},
                 {"takenFrom", strings(report.taken_from)},
                 {"leftOut", strings(report.left_out)},
                 {"moreLeftOut", report.more_left_out},
                 {"texts", report.texts},
                 {"questions", report.questions},
                 {"systemTexts", report.system_texts},
                 {"toolTexts", report.tool_texts},
                 {"unanswered", report.unanswered},
                 {"unasked", report.unasked},
                 {"blankLines", report.blank_lines}});
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
                 {"textsCut", report.texts_cut},
                 {"pieces", report.pieces},
                 {"examplesCut", report.examples_cut},
                 {"tokensCut", report.tokens_cut},
                 {"contextNeeded", report.context_needed},
                 {"validationExamples", report.validation_examples}});
}

}  // namespace

val error_from(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    return error_from(Error(words::memory, words::memory_full, words::choose_smaller));
  }
  val result = val::global("Error").new_(std::string(error.what()));
  if (const auto* ours = dynamic_cast<const Error*>(&error)) {
    const auto& [where, what, remedy] = ours->parts();
    result.set("parts", object({{"where", from(where)}, {"what", from(what)}, {"remedy", from(remedy)}}));
  }
  return result;
}

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
  return glassgpt::read_dataset(file["name"].as<std::string>(), to_bytes(file["bytes"]));
}

Phase to_phase(const std::string& name) {
  for (const Phase candidate : kPhases) {
    if (name == phase_name(candidate)) return candidate;
  }
  throw Error("phase", "there is no \"" + name + "\"", "choose pretrain or tune");
}

ModelConfig to_config(const val& sizes, int vocab_size) {
  ModelConfig config;
  take_options(sizes, kModelOptions, config);
  config.vocab_size = vocab_size;
  check_limits(config, "model sizes");
  return config;
}

TokenizerOptions to_tokenizer_options(const val& sizes) {
  TokenizerOptions options;
  take_options(sizes, kTokenizerOptions, options);
  return options;
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

TrainingOptions to_training_options(const val& from) {
  TrainingOptions options;
  for (const Phase phase : kPhases) {
    take_options(from[std::string(phase_name(phase))], kPhaseOptions, options.phase(phase));
  }
  take_options(from, kTrainingOptions, options);
  return options;
}

GenerationOptions to_generation_options(const val& from) {
  GenerationOptions options;
  take_options(from, kGenerationOptions, options);
  check_limits(kGenerationOptions, options, "generation");
  return options;
}

val from(const Dataset& data) {
  return object({{"examples", data.examples.size()},
                 {"chats", data.examples.chats()},
                 {"files", array_of(data.files, from_file)}});
}

val from(const PreparationProgress& progress) {
  return object({{"share", progress.share()}, {"ready", progress.ready}});
}

val from(const ModelReport& report) {
  val result = object({{"vocabSize", report.config.vocab_size},
                       {"parameters", report.parameters},
                       {"words", report.words},
                       {"wordsOnce", report.words_once},
                       {"hardlyRepeat", words_hardly_repeat(report)},
                       {"tokensAdded", report.tokens_added},
                       {"canGrow", report.can_grow},
                       {"wordsDropped", report.words_dropped},
                       {"tokensDropped", report.tokens_dropped}});
  put_options(result, kModelOptions, report.config);
  result.set("tokenizer", std::string(name_of(report.tokenizer)));
  return result;
}

val from(const TrainingOptions& options) {
  val result = val::object();
  for (const Phase phase : kPhases) {
    val its = val::object();
    put_options(its, kPhaseOptions, options.phase(phase));
    result.set(std::string(phase_name(phase)), its);
  }
  put_options(result, kTrainingOptions, options);
  return result;
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
                 {"notes", array_of(prompt.notes, [](const Message& it) { return from(it); })}});
}

val from(const GeneratedToken& token) {
  return object({{"id", token.id}, {"text", token.text}, {"probability", token.probability}});
}

val from(const Choices& choices, const Tokenizer& tokenizer) {
  constexpr const char* kCuts[] = {"nothing", "greedy", "top_k", "top_p"};
  const val next = array_of(choices.next, [&](const NextToken& it) {
    return object({{"id", it.id},
                   {"token", tokenizer.token(it.id)},
                   {"probability", it.probability},
                   {"chance", it.chance},
                   {"cut", val(kCuts[static_cast<std::size_t>(it.cut)])}});
  });
  return object({{"prompt", from(choices.prompt)},
                 {"chosen", array_of(choices.chosen, [](const GeneratedToken& token) { return from(token); })},
                 {"ended", choices.ended},
                 {"next", next},
                 {"kept", choices.kept},
                 {"sampled", choices.sampled}});
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
