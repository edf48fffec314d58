#include "session_api.h"

#include <emscripten/bind.h>
#include <emscripten/emscripten.h>
#include <emscripten/heap.h>

#include <optional>

#include "conversions.h"
#include "core/model/network.h"
#include "values.h"

namespace glassgpt::wasm {

namespace {

/// Of a model whose vocabulary is not known yet.
constexpr int kAnyVocabSize = kMaxVocabSize;

/// A batch size that was chosen, if it was.
std::optional<int> to_batch_size(const val& chosen) {
  if (!chosen.isNumber()) return std::nullopt;
  const Option<TrainingOptions>& option = option_named(kTrainingOptions, "batch_size");
  check_limits(option, chosen.as<double>(), "recipe");
  return chosen.as<int>();
}

CheckpointFormat to_format(const std::string& name) {
  return checkpoint_format("file." + name);
}

/// The examples of an array of files, or of what was read of files, in order.
Dataset to_datasets(const val& files) {
  Dataset all;
  const auto count = files["length"].as<int>();
  for (int i = 0; i < count; ++i) {
    const bool is_read = files[i]["bytes"].isUndefined();
    append(all, is_read ? *files[i].as<Dataset*>(emscripten::allow_raw_pointers()) : to_dataset(files[i]));
  }
  return all;
}

}  // namespace

Dataset read_dataset(const val& file) {
  return guarded([&] { return to_dataset(file); });
}

val report(const Dataset& dataset) {
  return guarded([&] { return from(dataset); });
}

val set_data(Session& session, const std::string& phase, const val& files) {
  return guarded([&] {
    Dataset data = to_datasets(files);
    val report = from(data);
    session.set_data(to_phase(phase), std::move(data));
    return report;
  });
}

val set_validation(Session& session, const std::string& phase, const val& files) {
  return guarded([&] {
    Dataset data = to_datasets(files);
    val report = from(data);
    session.set_validation(to_phase(phase), std::move(data));
    return report;
  });
}

void hold_out(Session& session, const std::string& phase, double share) {
  guarded([&] { session.hold_out(to_phase(phase), share); });
}

void begin_preparation(Session& session, const std::string& what) {
  guarded([&] {
    session.begin_preparation(what == "vocabulary" ? Preparation::vocabulary
                              : what == "growth"   ? Preparation::growth
                              : what == "unknown"  ? Preparation::unknown
                                                   : Preparation::encoding);
  });
}

val prepare_for(Session& session, double milliseconds) {
  return guarded([&] {
    const double end = emscripten_get_now() + milliseconds;
    PreparationProgress progress;
    do {
      progress = session.prepare_item();
    } while (!progress.ready && emscripten_get_now() < end);
    return from(progress);
  });
}

void set_tokenizer(Session& session, const val& options) {
  guarded([&] { session.set_tokenizer(to_tokenizer_options(options)); });
}

val create(Session& session, const val& sizes, double seed) {
  return guarded([&] {
    const ModelConfig config = to_config(sizes, kAnyVocabSize);
    session.set_tokenizer(to_tokenizer_options(sizes));
    return from(session.create(config, to_seed(seed)));
  });
}

val open(Session& session, const std::string& name, const val& bytes) {
  return guarded([&] { return from(session.open(name, to_bytes(bytes))); });
}

val grow_vocabulary(Session& session, double seed) {
  return guarded([&] { return from(session.grow_vocabulary(to_seed(seed))); });
}

val save(Session& session, const std::string& format, bool with_training) {
  return guarded([&] { return from_bytes(session.save(to_format(format), with_training)); });
}

void begin_save(Session& session, const std::string& format, bool with_training) {
  guarded([&] { session.begin_save(to_format(format), with_training); });
}

val next_part(Session& session) {
  return guarded([&] {
    const auto part = session.next_part();
    return part ? from_bytes(*part) : val::null();
  });
}

val start_training(Session& session, const val& options) {
  return guarded([&] { return from(session.start_training(to_training_options(options))); });
}

val resumable(const Session& session) {
  const TrainingState* state = session.resumable();
  return state == nullptr ? val::null() : from(state->options);
}

val resume_training(Session& session, const val& options) {
  return guarded([&] { return from(session.resume_training(to_training_options(options))); });
}

void leave_out(Session& session, const std::string& phase, const val& examples) {
  guarded([&] {
    const std::vector<std::uint32_t> given = emscripten::convertJSArrayToNumberVector<std::uint32_t>(examples);
    const std::vector<std::size_t> numbers(given.begin(), given.end());
    session.leave_out(to_phase(phase), numbers);
  });
}

val train_step(Session& session) {
  return guarded([&] { return from(session.train_step()); });
}

val train_for(Session& session, double milliseconds) {
  return guarded([&] {
    const double end = emscripten_get_now() + milliseconds;
    std::optional<StepResult> step;
    do {
      step = session.train_item();
    } while (!step && !session.training_waits() && emscripten_get_now() < end);
    return step ? from(*step) : val::null();
  });
}

val tensor_sizes(Session& session) {
  return guarded([&] { return array_of(session.tensor_sizes(), [](const TensorSize& size) { return from(size); }); });
}

val begin_generation(Session& session, const std::string& prompt, const val& options) {
  return guarded([&] { return from(session.begin_generation(prompt, to_generation_options(options))); });
}

val next_token(Session& session) {
  return guarded([&] {
    const auto token = session.next_token();
    return token ? from(*token) : val::null();
  });
}

val choices(Session& session, const std::string& prompt, const val& chosen, const val& options, int count) {
  return guarded([&] {
    const std::vector<TokenId> ids = emscripten::vecFromJSArray<TokenId>(chosen);
    const SamplingOptions sampling = to_generation_options(options).sampling;
    return from(session.choices(prompt, ids, sampling, count), session.tokenizer());
  });
}

val confidence(const Session& session) {
  return guarded([&] { return from(session.confidence()); });
}

std::string stop_reason(const Session& session) {
  return guarded([&]() -> std::string {
    switch (session.stop_reason()) {
      case StopReason::end_token:
        return "end_token";
      case StopReason::max_tokens:
        return "max_tokens";
      case StopReason::none:
        break;
    }
    return "none";
  });
}

val evaluate(Session& session, const val& file) {
  return guarded([&] { return from(session.evaluate(to_dataset(file))); });
}

std::string chat_prompt(const std::string& prompt) {
  return glassgpt::chat_prompt(prompt);
}

val recommended(const val& data, const val& sizes, const val& batch_size) {
  return guarded([&] {
    const DataSize size = {.pretrain = to_phase_size(data["pretrain"]), .tune = to_phase_size(data["tune"])};
    return from(glassgpt::recommended(size, to_config(sizes, kAnyVocabSize), to_batch_size(batch_size)));
  });
}

double expected_tuning_steps(double questions, double batch_size) {
  return static_cast<double>(
      glassgpt::expected_tuning_steps(static_cast<std::size_t>(questions), static_cast<std::size_t>(batch_size)));
}

double parameter_count(const val& sizes, int vocab_size) {
  return guarded([&] { return glassgpt::parameter_count(to_config(sizes, vocab_size)); });
}

double memory_bytes() {
  return static_cast<double>(emscripten_get_heap_size());
}

}  // namespace glassgpt::wasm
