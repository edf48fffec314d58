#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/replay/replay.h"
#include "native/activity.h"
#include "native/bundled_data.h"
#include "native/commands.h"
#include "native/exit_codes.h"
#include "native/files.h"
#include "native/options.h"
#include "native/output.h"
#include "native/portable/replay.h"

namespace glassgpt {

namespace {

struct CheckResultArguments {
  std::string file;
  std::vector<std::string> data;
};

/// Says what differs, a line each. @return the exit code
int tell_differences(const std::vector<std::string>& differences) {
  std::string lines;
  for (const std::string& difference : differences) lines += safe_text(difference) + "\n";
  print(lines);
  return kExitFailure;
}

std::string same_bits(const RunResult& result) {
  std::string line = "same bits after " + counted(result.steps, "step");
  if (!result.curve.empty()) line += ", a loss of " + number_text(result.curve.back().loss);
  if (!result.answers.empty()) line += ", " + counted(result.answers.size(), "answer");
  return line + "\n";
}

/// Trains once more. @return what differs
std::vector<std::string> replay(const std::string& file, const std::string& bytes,
                                const std::vector<std::string_view>& data) {
  Activity activity("training once more", file);
  portable::Replay replay(file, bytes, data);
  while (replay.train_step()) activity.set_fraction(replay.share());
  return replay.differences();
}

int run(const CheckResultArguments& arguments) {
  const std::string bytes = read_file(arguments.file);
  const RunResult result = read_result(arguments.file, bytes);
  std::vector<std::string> given;
  for (const std::string& name : arguments.data) given.push_back(read_file(name));
  std::vector<std::string_view> data = {
      bundled::facts_json(),    bundled::chats_json(),    bundled::stories_txt(),   bundled::facts_de_json(),
      bundled::chats_de_json(), bundled::facts_es_json(), bundled::chats_es_json(),
  };
  data.insert(data.end(), given.begin(), given.end());

  std::vector<std::string> missing = missing_data(result, data);
  if (!missing.empty() && given.empty()) {
    throw Error(arguments.file, "it was trained on data that is not bundled: " + missing.front(),
                "give it with --data");
  }
  // Who trained on other data than was given has not done what was asked for.
  for (std::string& one : missing) one.insert(0, "data: none of the files is ");
  if (!missing.empty()) return tell_differences(missing);
  const std::vector<std::string> differences = replay(arguments.file, bytes, data);
  if (!differences.empty()) return tell_differences(differences);
  print(same_bits(result));
  return kExitDone;
}

}  // namespace

Command add_check_result_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("check-result", "Train as a result of the page says, to see if it is true");
  const auto arguments = std::make_shared<CheckResultArguments>();
  parser->add_option("FILE", arguments->file, "What was handed in")->required()->type_name("");
  parser->add_option("--data", arguments->data, "What it was trained on, under any name, unless that is bundled")
      ->type_name("FILE");
  add_examples(*parser, {"glassgpt check-result result.json",
                         "glassgpt check-result result.json --data class.txt questions.csv"});
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace glassgpt
