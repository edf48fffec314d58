// The tables of options: what everything that has options takes from them, and the page's copy of them.

#include <gtest/gtest.h>

#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/base/option.h"
#include "core/generate/generation.h"
#include "core/model/config.h"
#include "core/state/training_options.h"
#include "core/store/options_json.h"
#include "tests/support/errors.h"

namespace glassgpt {

/// A choice such as a model may have.
enum class Colour { red, green };

template <>
inline constexpr std::array<std::string_view, 2> kNames<Colour> = {"red", "green"};

namespace {

using testing::error_of;

struct Paint {
  Colour colour = Colour::red;
  double gloss = 0.25;
};

constexpr Option<Paint> kPaintOptions[] = {
    option<&Paint::colour>("paint_colour", "colour", "What it looks like", {.may_be_absent = true}),
    option<&Paint::gloss>("gloss", "gloss", "How much it shines", {.least = 0.125, .most = 0.5, .valid_below = 1}),
};

std::string written(const Paint& paint) {
  FileSections file = {FileSection()};
  JsonWriter json(file, JsonWriter::Layout::compact);
  json.begin_object();
  write_options(json, kPaintOptions, paint);
  json.end_object();
  return file.front().text;
}

Paint read_paint(const std::string& text) {
  const Json json = Json::parse(text);
  Paint paint;
  read_options(JsonObject(json, Place("file")), kPaintOptions, paint, 10);
  check_valid(kPaintOptions, paint, Place("file"));
  return paint;
}

TEST(Options, OfAnEnumerationAreOneLine) {
  EXPECT_EQ(written({.colour = Colour::green}), R"({"paint_colour":"green","gloss":0.25})");
  EXPECT_EQ(written({}), R"({"gloss":0.25})") << "a default may be absent";
  EXPECT_EQ(read_paint(R"({"paint_colour":"green","gloss":0.5})").colour, Colour::green);
  EXPECT_EQ(read_paint(R"({"gloss":0.5})").colour, Colour::red);
  EXPECT_EQ(error_of([] { read_paint(R"({"paint_colour":"blue","gloss":0.5})"); }),
            "file, paint_colour: expected \"red\" or \"green\", found \"blue\"; the file is damaged or was not written "
            "by GlassGPT, so open another copy or save the model again");
  EXPECT_EQ(error_of([] { choice_named(kPaintOptions[0], "blue", "paint"); }),
            "paint: there is no \"blue\"; choose red or green");
}

TEST(Options, OfAFileMayLieOutsideWhatPeopleMayChoose) {
  EXPECT_EQ(read_paint(R"({"gloss":0.75})").gloss, 0.75);
  EXPECT_EQ(error_of([] { check_limits(kPaintOptions, {.gloss = 0.75}, "paint"); }),
            "paint: gloss is 0.75; choose a number from 0.125 to 0.5");
  EXPECT_EQ(error_of([] { read_paint(R"({"gloss":1})"); }).substr(0, 68),
            "file, gloss: expected a number from 0 to less than 1, found 1.0; the");
}

TEST(Options, OfAdamHaveTheirPapersDefaults) {
  const TrainingOptions options;
  EXPECT_EQ(option_named(kTrainingOptions, "beta1").get(options), OptionValue(0.9));
  EXPECT_EQ(option_named(kTrainingOptions, "beta2").get(options), OptionValue(0.999));
  EXPECT_EQ(option_named(kTrainingOptions, "epsilon").get(options), OptionValue(1e-8));
}

template <typename Options, std::size_t N>
void expect_defaults_in_range(const Option<Options> (&table)[N], const Options& defaults) {
  check_limits(table, defaults, "the defaults");
  std::set<std::string_view> flags;
  for (const Option<Options>& option : table) {
    EXPECT_TRUE(flags.insert(option.flag).second) << option.flag << " is there twice";
    EXPECT_LE(option.valid_from, option.least) << option.name;
    EXPECT_LT(option.most, option.valid_below) << option.name;
  }
}

TEST(Options, HaveDefaultsThatPeopleMayChoose) {
  expect_defaults_in_range(kModelOptions, ModelConfig());
  expect_defaults_in_range(kTokenizerOptions, TokenizerOptions());
  for (const Phase phase : kPhases) expect_defaults_in_range(kPhaseOptions, TrainingOptions().phase(phase));
  expect_defaults_in_range(kTrainingOptions, TrainingOptions());
  expect_defaults_in_range(kGenerationOptions, GenerationOptions());
}

using PageJson = nlohmann::ordered_json;

std::string script_name(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool begins_word = name[i] == '_';
    text += begins_word ? static_cast<char>(std::toupper(name[++i])) : name[i];
  }
  return text;
}

/// A number without a point if it is whole.
PageJson number_json(double number) {
  return number == std::floor(number) ? PageJson(static_cast<std::int64_t>(number)) : PageJson(number);
}

template <typename Options, std::size_t N>
PageJson table_json(const Option<Options> (&table)[N], const Options& defaults) {
  PageJson json = PageJson::object();
  for (const Option<Options>& option : table) {
    const OptionValue value = option.get(defaults);
    PageJson its = {{"flag", option.flag}};
    const bool is_truth = std::holds_alternative<bool>(value);
    if (!is_truth && !std::holds_alternative<std::string_view>(value)) {
      its["whole"] = !std::holds_alternative<double>(value);
      its["least"] = number_json(option.least);
      its["most"] = number_json(option.most);
    }
    if (!option.choices.empty()) its["choices"] = option.choices;
    std::visit([&](const auto& its_value) { its["default"] = its_value; }, value);
    json[script_name(option.name)] = its;
  }
  return json;
}

TEST(Options, OfThePageAreThese) {
  const TrainingOptions training;
  const PageJson json = {{"sizes", table_json(kModelOptions, ModelConfig())},
                         {"tokenizer", table_json(kTokenizerOptions, TokenizerOptions())},
                         {"pretrain", table_json(kPhaseOptions, training.pretrain)},
                         {"tune", table_json(kPhaseOptions, training.tune)},
                         {"training", table_json(kTrainingOptions, training)},
                         {"generation", table_json(kGenerationOptions, GenerationOptions())}};
  const std::string text = json.dump(2) + "\n";
  const std::string file = std::string(GLASSGPT_FIXTURES) + "/../../web/src/options.json";
  if (std::getenv("RECORD") != nullptr) std::ofstream(file, std::ios::binary) << text;
  std::ifstream stream(file, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(stream), {}), text)
      << "web/src/options.json is not what the tables say. To write it anew: RECORD=1 "
         "build/dev/tests/glassgpt_tests --gtest_filter=Options.OfThePageAreThese";
}

}  // namespace
}  // namespace glassgpt
