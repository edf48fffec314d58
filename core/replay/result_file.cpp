#include "result_file.h"

#include <algorithm>
#include <set>

#include "../base/number_text.h"
#include "../generate/generation.h"
#include "../store/options_json.h"
#include "../store/training_json.h"
#include "../text/hold_out.h"
#include "../text/utf8.h"

namespace glassgpt {

namespace {

constexpr std::string_view kFormat = "glassgpt-result";
constexpr std::uint64_t kVersion = 2;
constexpr Words kRemedy = {"", "the file was changed or is damaged, so have it made once more"};

/// Up to here every whole number is exact in JavaScript.
constexpr std::uint64_t kMostCount = std::uint64_t{1} << 53;

// More than any page writes.
constexpr std::size_t kMostFiles = 1000;
constexpr std::size_t kMostPoints = 1000;
constexpr std::size_t kMostAnswers = 100;
constexpr std::size_t kLongestEnding = 12;
constexpr std::size_t kDigestDigits = 64;

/// An array's elements as objects, each given to `take`.
template <typename Take>
void for_each_object(const JsonObject& json, std::string_view name, std::size_t most, Take take) {
  const Json& array = json.array(name);
  const Place place = json.place().field(name);
  if (array.size() > most) {
    place.fail("expected at most " + std::to_string(most) + " elements, found " + std::to_string(array.size()));
  }
  for (std::size_t i = 0; i < array.size(); ++i) take(JsonObject(array[i], place.element(i)));
}

std::string digest_from_json(const JsonObject& json, std::string_view name) {
  const std::string& text = json.string(name);
  if (text.size() != kDigestDigits || text.find_first_not_of("0123456789abcdef") != std::string::npos) {
    json.place().field(name).fail("expected 64 hexadecimal digits, found " + in_quotes(text));
  }
  return text;
}

std::string ending_from_json(const JsonObject& json) {
  const std::string& text = json.string("ending");
  const bool good =
      text.empty() || (text.size() <= kLongestEnding && text[0] == '.' &&
                       text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789", 1) == std::string::npos);
  if (!good) json.place().field("ending").fail("expected an ending such as \".csv\", found " + in_quotes(text));
  return text;
}

ResultPhase phase_from_json(const JsonObject& json) {
  json.allow_only({"data", "held_out"});
  ResultPhase phase;
  for_each_object(json, "data", kMostFiles, [&](const JsonObject& file) {
    file.allow_only({"sha256", "ending", "bytes"});
    phase.data.push_back({.sha256 = digest_from_json(file, "sha256"),
                          .ending = ending_from_json(file),
                          .bytes = static_cast<std::size_t>(file.integer("bytes", 0, kMostCount))});
  });
  phase.held_out = json.number("held_out");
  if (!(phase.held_out >= 0 && phase.held_out <= kMostHeldOut)) {
    json.place().field("held_out").fail("expected a share from 0 to 0.5, found " + describe_number(phase.held_out));
  }
  return phase;
}

/// Sizes and vocabulary stand in one object, as people choose them together.
void sizes_from_json(const JsonObject& json, RunResult& result) {
  std::set<std::string_view> names = names_of(kModelOptions);
  names.merge(names_of(kTokenizerOptions));
  json.allow_only(names);
  read_options(json, kModelOptions, result.sizes, kMostCount);
  read_options(json, kTokenizerOptions, result.tokenizer, kMaxVocabSize);
  const std::string where = json.place().text();
  ModelConfig with_words = result.sizes;
  with_words.vocab_size = kMaxVocabSize;
  check_limits(with_words, where);
  check_limits(kTokenizerOptions, result.tokenizer, where);
}

std::vector<LossPoint> curve_from_json(const JsonObject& json, std::uint64_t steps) {
  std::vector<LossPoint> curve;
  for_each_object(json, "curve", kMostPoints, [&](const JsonObject& point) {
    point.allow_only({"step", "loss"});
    const std::uint64_t least = curve.empty() ? 1 : curve.back().step + 1;
    curve.push_back({.step = point.integer("step", least, steps), .loss = point.number("loss")});
  });
  return curve;
}

std::vector<ResultAnswer> answers_from_json(const JsonObject& json) {
  const OptionFacts& length = option_named(kGenerationOptions, "max_tokens");
  const auto least = static_cast<std::uint64_t>(length.least);
  const auto most = static_cast<std::uint64_t>(length.most);
  std::vector<ResultAnswer> answers;
  for_each_object(json, "answers", kMostAnswers, [&](const JsonObject& one) {
    one.allow_only({"question", "as", "max_tokens", "answer"});
    const std::string& as = one.string("as");
    if (as != "chat" && as != "text") {
      one.place().field("as").fail(R"(expected "chat" or "text", found )" + in_quotes(as));
    }
    ResultAnswer& answer = answers.emplace_back();
    answer.question = one.string("question");
    answer.is_chat = as == "chat";
    answer.max_tokens = static_cast<int>(one.integer("max_tokens", least, most));
    answer.answer = one.string("answer");
  });
  return answers;
}

std::uint64_t version_from_json(const JsonObject& json) {
  const bool is_result = json.has("format") && json.field("format") == kFormat;
  if (!is_result) {
    json.place().field("format").fail("this is no result of a run: expected " + in_quotes(kFormat) + ", found " +
                                          (json.has("format") ? describe(json.field("format")) : words::nothing).text(),
                                      "give the file that the page makes when a target is reached");
  }
  const std::uint64_t version = json.integer("version", 1, kMostCount);
  if (version > kVersion) {
    json.place().field("version").fail("expected 1 or 2, found " + std::to_string(version),
                                       "check it with the version of GlassGPT that made it");
  }
  return version;
}

}  // namespace

RunResult read_result(std::string_view name, std::string_view bytes) {
  const Place place(name, kRemedy);
  const Json value = parse_json(bytes, place);
  const JsonObject json(value, place);
  RunResult result;
  result.version = version_from_json(json);
  json.allow_only(
      {"format", "version", "pretrain", "tune", "sizes", "training", "steps", "curve", "answers", "weights"});
  result.pretrain = phase_from_json(json.object("pretrain"));
  result.tune = phase_from_json(json.object("tune"));
  if (result.pretrain.data.empty() && result.tune.data.empty()) place.fail("it names no data");
  sizes_from_json(json.object("sizes"), result);
  const JsonObject training = json.object("training");
  result.training = training_options_from_json(training);
  check_limits(result.training, training.place().text());
  result.steps = json.integer("steps", 1, kMostCount);
  result.curve = curve_from_json(json, result.steps);
  result.answers = answers_from_json(json);
  result.weights = digest_from_json(json, "weights");
  return result;
}

}  // namespace glassgpt
