#include "training_json.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../base/number_text.h"
#include "../text/utf8.h"
#include "base64.h"
#include "little_endian.h"
#include "options_json.h"

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
    json.place().field("hash").fail_expected(words::hexadecimal, in_quotes(text));
  }
  return value;
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
  json.place().field("phase").fail_expected(
      in_quotes(phase_name(Phase::pretrain)) + " or " + in_quotes(phase_name(Phase::tune)),
      describe(json.field("phase")));
}

std::vector<float> moment_from_json(const JsonObject& json, std::string_view name) {
  const std::optional<std::string> bytes = base64_decode(json.string(name));
  if (!bytes || bytes->size() % sizeof(float) != 0) {
    json.place().field(name).fail_expected(words::base64_numbers, describe(json.field(name)));
  }
  std::vector<float> values(bytes->size() / sizeof(float));
  load_floats(values, *bytes);
  return values;
}

void check_at_most(std::uint64_t value, std::uint64_t most, const Place& place) {
  if (value > most) place.fail_expected({words::at_most, {{"most", most}}}, std::to_string(value));
}

void check_size(std::span<const float> moment, std::size_t parameters, const Place& place) {
  if (moment.size() != parameters) {
    place.fail_expected({words::numbers, {{"count", parameters}}}, std::to_string(moment.size()));
  }
}

}  // namespace

void write_options(JsonWriter& json, const TrainingOptions& options) {
  json.begin_object();
  for (const Phase phase : kPhases) {
    json.key(phase_name(phase)).begin_object();
    write_options(json, kPhaseOptions, options.phase(phase));
    json.end_object();
  }
  write_options(json, kTrainingOptions, options);
  json.end_object();
}

TrainingOptions training_options_from_json(const JsonObject& json) {
  std::set<std::string_view> names = names_of(kTrainingOptions);
  for (const Phase phase : kPhases) names.insert(phase_name(phase));
  json.allow_only(names);
  TrainingOptions options;
  for (const Phase phase : kPhases) {
    const JsonObject its = json.object(phase_name(phase));
    its.allow_only(names_of(kPhaseOptions));
    read_options(its, kPhaseOptions, options.phase(phase), kMostInt);
  }
  read_options(json, kTrainingOptions, options, kMostInt);
  return options;
}

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
      .options = training_options_from_json(json.object("options")),
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
    check_valid(kPhaseOptions, state.options.phase(phase), options.field(phase_name(phase)));
  }
  check_valid(kTrainingOptions, state.options, options);
  if (!std::isfinite(state.epoch_loss_sum)) {
    place.field("epoch_loss_sum").fail_expected(words::a_finite_number, describe(state.epoch_loss_sum));
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
        .fail_expected({words::at_least, {{"least", state.steps_done - learning.fall_begin}}},
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
      place.element(first + i).fail_expected({words::a_number_from, {{"least", 0}}},
                                             describe_number(double{values[i]}));
    }
  }
}

}  // namespace glassgpt
