#include "training_json.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../base/number_text.h"
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

void write_phase(JsonWriter& json, const PhaseOptions& options) {
  json.begin_object();
  json.key("epochs").integer(options.epochs);
  json.key("learning_rate").number(options.learning_rate);
  json.end_object();
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

void write_options(JsonWriter& json, const TrainingOptions& options) {
  json.begin_object();
  for (const Phase phase : kPhases) write_phase(json.key(phase_name(phase)), options.phase(phase));
  json.key("batch_size").integer(options.batch_size);
  json.key("clip_norm").number(options.clip_norm);
  json.key("seed").integer(options.seed);
  json.key("shuffle").boolean(options.shuffle);
  // Left out where they change nothing, so that files of runs without them stay as they are.
  if (options.schedule != Schedule::constant) json.key("schedule").string(schedule_name(options.schedule));
  if (options.warmup_steps != 0) json.key("warmup_steps").integer(options.warmup_steps);
  if (options.adam.beta2 != AdamOptions().beta2) json.key("beta2").number(options.adam.beta2);
  if (options.answers_only) json.key("answers_only").boolean(true);
  if (options.until_learned) json.key("until_learned").boolean(true);
  json.end_object();
}

/// A truth value that is false where it is left out.
bool flag_from_json(const JsonObject& json, std::string_view name) {
  return json.has(name) && json.boolean(name);
}

TrainingOptions options_from_json(const JsonObject& json) {
  json.allow_only({"pretrain", "tune", "batch_size", "clip_norm", "seed", "shuffle", "schedule", "warmup_steps",
                   "beta2", "answers_only", "until_learned"});
  return {.pretrain = phase_from_json(json.object("pretrain")),
          .tune = phase_from_json(json.object("tune")),
          .batch_size = static_cast<int>(json.integer("batch_size", 1, kMostInt)),
          .clip_norm = json.number("clip_norm"),
          .seed = json.integer("seed", 0, std::numeric_limits<std::uint64_t>::max()),
          .shuffle = json.boolean("shuffle"),
          .schedule = json.has("schedule") ? schedule_from_json(json) : Schedule::constant,
          .warmup_steps = json.has("warmup_steps") ? static_cast<int>(json.integer("warmup_steps", 0, kMostInt)) : 0,
          .adam = {.beta2 = json.has("beta2") ? json.number("beta2") : AdamOptions().beta2},
          .answers_only = flag_from_json(json, "answers_only"),
          .until_learned = flag_from_json(json, "until_learned")};
}

void write_learning(JsonWriter& json, const LearningState& learning) {
  json.begin_object();
  json.key("begin").integer(learning.begin);
  json.key("fall_begin").integer(learning.fall_begin);
  json.key("fall_steps").integer(learning.fall_steps);
  json.key("checked_at").integer(learning.checked_at);
  json.key("right_before").boolean(learning.right_before);
  json.key("learned").boolean(learning.learned);
  json.end_object();
}

LearningState learning_from_json(const JsonObject& json) {
  json.allow_only({"begin", "fall_begin", "fall_steps", "checked_at", "right_before", "learned"});
  return {.begin = json.integer("begin", 0, kMostCount),
          .fall_begin = json.integer("fall_begin", 0, kMostCount),
          .fall_steps = json.integer("fall_steps", 0, kMostCount),
          .checked_at = json.integer("checked_at", 0, kMostCount),
          .right_before = json.boolean("right_before"),
          .learned = json.boolean("learned")};
}

void write_setbacks(JsonWriter& json, const SetbackState& setbacks) {
  json.begin_object();
  json.key("count").integer(setbacks.count);
  json.key("step").integer(setbacks.step);
  json.end_object();
}

SetbackState setbacks_from_json(const JsonObject& json) {
  constexpr std::uint64_t kMostSetbacks = 100;
  json.allow_only({"count", "step"});
  return {.count = static_cast<int>(json.integer("count", 0, kMostSetbacks)),
          .step = json.integer("step", 0, kMostCount)};
}

void write_fingerprint(JsonWriter& json, const DataFingerprint& data) {
  json.begin_object();
  json.key("examples").integer(data.examples);
  json.key("hash").string(to_hex(data.hash));
  json.end_object();
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

void check_size(std::span<const float> moment, std::size_t parameters, const Place& place) {
  if (moment.size() != parameters) {
    place.fail("expected " + std::to_string(parameters) + " numbers, found " + std::to_string(moment.size()));
  }
}

}  // namespace

void write_training(JsonWriter& json, const TrainingState& state, const Place& place) {
  json.begin_object();
  write_options(json.key("options"), state.options);
  write_fingerprint(json.key("pretrain_data"), state.pretrain_data);
  write_fingerprint(json.key("tune_data"), state.tune_data);
  json.key("phase").string(phase_name(state.phase));
  json.key("epochs_done").integer(state.epochs_done);
  json.key("examples_done").integer(state.examples_done);
  json.key("steps_done").integer(state.steps_done);
  json.key("total_steps").integer(state.total_steps);
  json.key("epoch_loss_sum").number(state.epoch_loss_sum);
  json.key("epoch_tokens").integer(state.epoch_tokens);
  if (state.learning != LearningState()) write_learning(json.key("learning"), state.learning);
  if (state.setbacks != SetbackState()) write_setbacks(json.key("setbacks"), state.setbacks);
  json.key("adam").begin_object();
  const Place adam = place.field("adam");
  const auto write_moment = [&](std::string_view name, const std::vector<float>& values, bool is_second) {
    json.key(name).numbers(
        "\"", {.values = values, .form = NumberForm::base64, .is_second_moment = is_second, .place = adam.field(name)},
        "\"");
  };
  write_moment("first_moment", state.first_moment, false);
  write_moment("second_moment", state.second_moment, true);
  json.end_object();
  json.end_object();
}

TrainingState training_from_json(const JsonObject& json, std::size_t parameters) {
  json.allow_only({"options", "pretrain_data", "tune_data", "phase", "epochs_done", "examples_done", "steps_done",
                   "total_steps", "epoch_loss_sum", "epoch_tokens", "learning", "setbacks", "adam"});
  const JsonObject adam = json.object("adam");
  adam.allow_only({"first_moment", "second_moment"});
  TrainingState state = {
      .options = options_from_json(json.object("options")),
      .pretrain_data = fingerprint_from_json(json.object("pretrain_data")),
      .tune_data = fingerprint_from_json(json.object("tune_data")),
      .phase = phase_name_from_json(json),
      .epochs_done = static_cast<int>(json.integer("epochs_done", 0, kMostInt)),
      .examples_done = json.integer("examples_done", 0, kMostCount),
      .steps_done = json.integer("steps_done", 0, kMostCount),
      .total_steps = json.integer("total_steps", 0, kMostCount),
      .epoch_loss_sum = json.number("epoch_loss_sum"),
      .epoch_tokens = json.integer("epoch_tokens", 0, kMostCount),
      .learning = json.has("learning") ? learning_from_json(json.object("learning")) : LearningState(),
      .setbacks = json.has("setbacks") ? setbacks_from_json(json.object("setbacks")) : SetbackState(),
      .first_moment = moment_from_json(adam, "first_moment"),
      .second_moment = moment_from_json(adam, "second_moment")};
  check_training(state, parameters, json.place());
  check_finite(state.first_moment, adam.place().field("first_moment"));
  const Place second = adam.place().field("second_moment");
  check_finite(state.second_moment, second);
  check_second_moment(state.second_moment, second);
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

  // Negated, so that NaN is refused as well.
  if (!(state.options.adam.beta2 >= 0 && state.options.adam.beta2 < 1)) {
    options.field("beta2").fail("expected a number from 0 to less than 1, found " + describe(state.options.adam.beta2));
  }
  check_at_most(state.setbacks.step, state.steps_done, place.field("setbacks").field("step"));
  const LearningState& learning = state.learning;
  const Place learning_place = place.field("learning");
  check_at_most(learning.checked_at, state.steps_done, learning_place.field("checked_at"));
  check_at_most(learning.begin, state.steps_done, learning_place.field("begin"));
  check_at_most(learning.fall_begin, state.steps_done, learning_place.field("fall_begin"));
  // A fall is over with its last step.
  if (learning.fall_begin > 0 && learning.fall_begin + learning.fall_steps < state.steps_done) {
    learning_place.field("fall_steps")
        .fail("expected at least " + std::to_string(state.steps_done - learning.fall_begin) + ", found " +
              std::to_string(learning.fall_steps));
  }

  const DataFingerprint& data = state.phase == Phase::pretrain ? state.pretrain_data : state.tune_data;
  check_at_most(state.examples_done, data.examples, place.field("examples_done"));
  check_at_most(state.steps_done, state.total_steps, place.field("steps_done"));

  const Place adam = place.field("adam");
  check_size(state.first_moment, parameters, adam.field("first_moment"));
  check_size(state.second_moment, parameters, adam.field("second_moment"));
}

void check_second_moment(std::span<const float> values, const Place& place, std::size_t first) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0) {
      place.element(first + i).fail("expected a number of at least 0, found " + describe_number(double{values[i]}));
    }
  }
}

}  // namespace glassgpt
