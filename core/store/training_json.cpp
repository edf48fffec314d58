#include "training_json.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../text/utf8.h"
#include "base64.h"
#include "little_endian.h"

namespace glassgpt {

namespace {

/// Up to here every whole number is exact in JavaScript and Python's floats too, and one more is no overflow.
constexpr std::uint64_t kMostCount = std::uint64_t{1} << 53;

/// For epochs and batch sizes, which are int: one more is no overflow.
constexpr std::uint64_t kMostInt = 1'000'000'000;

constexpr std::size_t kHashDigits = 16;

std::string to_hex(std::uint64_t value) {
  std::string text(kHashDigits, '0');
  for (std::size_t i = 0; i < kHashDigits; ++i) text[i] = "0123456789abcdef"[value >> (60 - 4 * i) & 0xFU];
  return text;
}

std::uint64_t hash_from_json(const JsonObject& json) {
  const std::string& text = json.string("hash");
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (text.size() != kHashDigits || error != std::errc() || end != text.data() + text.size()) {
    json.place().field("hash").fail("expected 16 hexadecimal digits, found " + in_quotes(text));
  }
  return value;
}

OrderedJson phase_to_json(const PhaseOptions& options) {
  return {{"epochs", options.epochs}, {"learning_rate", options.learning_rate}};
}

PhaseOptions phase_from_json(const JsonObject& json) {
  json.allow_only({"epochs", "learning_rate"});
  return {.epochs = static_cast<int>(json.integer("epochs", 0, kMostInt)),
          .learning_rate = json.number("learning_rate")};
}

Schedule schedule_from_json(const JsonObject& json) {
  for (const Schedule schedule : kSchedules) {
    if (json.string("schedule") == schedule_name(schedule)) return schedule;
  }
  json.place()
      .field("schedule")
      .fail("expected \"constant\", \"linear\" or \"cosine\", found " + describe(json.field("schedule")));
}

OrderedJson options_to_json(const TrainingOptions& options) {
  OrderedJson json = {{"pretrain", phase_to_json(options.pretrain)},
                      {"tune", phase_to_json(options.tune)},
                      {"batch_size", options.batch_size},
                      {"clip_norm", options.clip_norm},
                      {"seed", options.seed},
                      {"shuffle", options.shuffle}};
  // Left out where they change nothing, so that files of runs without them stay as they are.
  if (options.schedule != Schedule::constant) json["schedule"] = schedule_name(options.schedule);
  if (options.warmup_steps != 0) json["warmup_steps"] = options.warmup_steps;
  return json;
}

TrainingOptions options_from_json(const JsonObject& json) {
  json.allow_only({"pretrain", "tune", "batch_size", "clip_norm", "seed", "shuffle", "schedule", "warmup_steps"});
  return {.pretrain = phase_from_json(json.object("pretrain")),
          .tune = phase_from_json(json.object("tune")),
          .batch_size = static_cast<int>(json.integer("batch_size", 1, kMostInt)),
          .clip_norm = json.number("clip_norm"),
          .seed = json.integer("seed", 0, std::numeric_limits<std::uint64_t>::max()),
          .shuffle = json.boolean("shuffle"),
          .schedule = json.has("schedule") ? schedule_from_json(json) : Schedule::constant,
          .warmup_steps = json.has("warmup_steps") ? static_cast<int>(json.integer("warmup_steps", 0, kMostInt)) : 0};
}

OrderedJson fingerprint_to_json(const DataFingerprint& data) {
  return {{"examples", data.examples}, {"hash", to_hex(data.hash)}};
}

DataFingerprint fingerprint_from_json(const JsonObject& json) {
  json.allow_only({"examples", "hash"});
  return {.examples = json.integer("examples", 0, kMostCount), .hash = hash_from_json(json)};
}

Phase phase_name_from_json(const JsonObject& json) {
  for (const Phase phase : kPhases) {
    if (json.string("phase") == phase_name(phase)) return phase;
  }
  json.place().field("phase").fail("expected " + in_quotes(phase_name(Phase::pretrain)) + " or " +
                                   in_quotes(phase_name(Phase::tune)) + ", found " + describe(json.field("phase")));
}

std::string moment_to_text(std::span<const float> values) {
  std::string bytes;
  bytes.reserve(values.size() * sizeof(float));
  append_floats(bytes, values);
  return base64_encode(bytes);
}

std::vector<float> moment_from_json(const JsonObject& json, std::string_view name) {
  const std::optional<std::string> bytes = base64_decode(json.string(name));
  if (!bytes || bytes->size() % sizeof(float) != 0) {
    json.place().field(name).fail("expected base64 of numbers of 4 bytes, found " + describe(json.field(name)));
  }
  std::vector<float> values(bytes->size() / sizeof(float));
  load_floats(values, *bytes);
  return values;
}

void check_not_negative(double value, const Place& place) {
  // Negated, so that NaN is refused as well.
  if (!(value >= 0 && std::isfinite(value))) {
    place.fail("expected a finite number of at least 0, found " + describe(value));
  }
}

void check_at_most(std::uint64_t value, std::uint64_t most, const Place& place) {
  if (value > most) place.fail("expected at most " + std::to_string(most) + ", found " + std::to_string(value));
}

void check_moment(std::span<const float> values, std::size_t parameters, const Place& place) {
  if (values.size() != parameters) {
    place.fail("expected " + std::to_string(parameters) + " numbers, found " + std::to_string(values.size()));
  }
  check_finite(values, place);
}

}  // namespace

OrderedJson training_to_json(const TrainingState& state) {
  return {
      {"options", options_to_json(state.options)},
      {"pretrain_data", fingerprint_to_json(state.pretrain_data)},
      {"tune_data", fingerprint_to_json(state.tune_data)},
      {"phase", phase_name(state.phase)},
      {"epochs_done", state.epochs_done},
      {"examples_done", state.examples_done},
      {"steps_done", state.steps_done},
      {"total_steps", state.total_steps},
      {"epoch_loss_sum", state.epoch_loss_sum},
      {"epoch_tokens", state.epoch_tokens},
      {"adam",
       {{"first_moment", moment_to_text(state.first_moment)}, {"second_moment", moment_to_text(state.second_moment)}}}};
}

TrainingState training_from_json(const JsonObject& json, std::size_t parameters) {
  json.allow_only({"options", "pretrain_data", "tune_data", "phase", "epochs_done", "examples_done", "steps_done",
                   "total_steps", "epoch_loss_sum", "epoch_tokens", "adam"});
  const JsonObject adam = json.object("adam");
  adam.allow_only({"first_moment", "second_moment"});
  TrainingState state = {.options = options_from_json(json.object("options")),
                         .pretrain_data = fingerprint_from_json(json.object("pretrain_data")),
                         .tune_data = fingerprint_from_json(json.object("tune_data")),
                         .phase = phase_name_from_json(json),
                         .epochs_done = static_cast<int>(json.integer("epochs_done", 0, kMostInt)),
                         .examples_done = json.integer("examples_done", 0, kMostCount),
                         .steps_done = json.integer("steps_done", 0, kMostCount),
                         .total_steps = json.integer("total_steps", 0, kMostCount),
                         .epoch_loss_sum = json.number("epoch_loss_sum"),
                         .epoch_tokens = json.integer("epoch_tokens", 0, kMostCount),
                         .first_moment = moment_from_json(adam, "first_moment"),
                         .second_moment = moment_from_json(adam, "second_moment")};
  check_training(state, parameters, json.place());
  return state;
}

void check_training(const TrainingState& state, std::size_t parameters, const Place& place) {
  const Place options = place.field("options");
  for (const Phase phase : kPhases) {
    check_not_negative(state.options.phase(phase).learning_rate,
                       options.field(phase_name(phase)).field("learning_rate"));
  }
  check_not_negative(state.options.clip_norm, options.field("clip_norm"));
  if (!std::isfinite(state.epoch_loss_sum)) {
    place.field("epoch_loss_sum").fail("expected a finite number, found " + describe(state.epoch_loss_sum));
  }

  const DataFingerprint& data = state.phase == Phase::pretrain ? state.pretrain_data : state.tune_data;
  check_at_most(state.examples_done, data.examples, place.field("examples_done"));
  check_at_most(state.steps_done, state.total_steps, place.field("steps_done"));

  const Place adam = place.field("adam");
  check_moment(state.first_moment, parameters, adam.field("first_moment"));
  const Place second = adam.field("second_moment");
  check_moment(state.second_moment, parameters, second);
  for (std::size_t i = 0; i < parameters; ++i) {
    if (state.second_moment[i] < 0) {
      second.element(i).fail("expected a number of at least 0, found " + describe(state.second_moment[i]));
    }
  }
}

}  // namespace glassgpt
