#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/text/hold_out.h"
#include "native/activity.h"
#include "native/commands.h"
#include "native/files.h"
#include "native/model_file.h"
#include "native/options.h"
#include "native/output.h"
#include "native/preparation.h"
#include "native/thread_pool.h"
#include "native/training_log.h"
#include "native/training_options.h"
#include "native/training_run.h"
#include "native/training_saver.h"

namespace glassgpt {

namespace {

constexpr std::string_view kDefaultTarget = "glassgpt.safetensors";
constexpr int kMostStepsBetween = 1'000'000;

struct TrainArguments {
  std::vector<std::string> pretrain;
  std::vector<std::string> tune;
  std::vector<std::string> validation;
  double validation_share = 0;
  std::string save;
  double save_every = kMinutesBetweenSaves;
  std::string init;
  bool grow_vocabulary = false;
  std::string resume;
  TrainingArguments training;
  std::string log = "text";
  int log_every = 0;
  bool profile = false;
  double rank_timeout = 60;  ///< seconds
};

void add_file_options(CLI::App& command, TrainArguments& arguments) {
  const auto add = [&command](const std::string& flag, auto& value, const std::string& description) {
    return command.add_option(flag, value, description)->type_name("FILE")->group("Files");
  };
  add("--pretrain", arguments.pretrain, "Texts to pre-train on: plain text, CSV or JSON");
  add("--tune", arguments.tune, "Prompts and answers to tune on, afterwards");
  CLI::Option* validation =
      add("--validation", arguments.validation,
          "Texts, and prompts with answers, that are not trained on but measured after each epoch of their phase");
  CLI::Option* share = command.add_option("--validation-share", arguments.validation_share,
                                          "Share of the data to hold out of training and measure instead");
  limit_number(share->group("Files"), 0, kMostHeldOut, number_text(arguments.validation_share));
  share->excludes(validation);
  add("--save", arguments.save,
      "Model file to write, .json or .safetensors (default " + std::string(kDefaultTarget) + ", or the resumed file)");
  add_save_every_option(command, arguments.save_every);
  command.get_option("--save-every")->group("Files");
  CLI::Option* init = add("--init", arguments.init, "Start from this model's weights, words and sizes");
  command
      .add_flag("--grow-vocabulary", arguments.grow_vocabulary,
                "With --init: add the words of the data that it lacks; what it has learned stays")
      ->group("Files")
      ->needs(init);
  CLI::Option* resume = add("--resume", arguments.resume,
                            "Go on with this file's run, with the same data and options; the epochs may change");
  resume->excludes(init);
  // Else the help would list each in the other's column of values.
  validation->option_text("FILE ...");
  share->option_text("X");
  init->option_text("FILE");
  resume->option_text("FILE");
}

void add_log_options(CLI::App& command, TrainArguments& arguments) {
  limit_choice(command.add_option("--log", arguments.log, "Lines on standard error, or JSON lines on standard output")
                   ->group("Log"),
               {"text", "json"}, arguments.log);
  CLI::Option* every =
      command.add_option("--log-every", arguments.log_every, "JSON: also tell of every N steps")->group("Log");
  limit_whole(every, 0, kMostStepsBetween, std::to_string(arguments.log_every));
  command.add_flag("--profile", arguments.profile, "Tell at the end where the time of a step went, on one core")
      ->group("Log");
}

/// What is only there where several processes can train together.
void add_ranks_options(CLI::App& command, TrainArguments& arguments, const Ranks& ranks) {
  constexpr double kMostSeconds = 86'400;
  const auto sharing = static_cast<int>(ranks.on_this_machine());
  arguments.training.threads = std::max(all_cores() / sharing, 1);
  CLI::Option* timeout =
      command.add_option("--rank-timeout", arguments.rank_timeout,
                         "Longest time without an answer of another rank, before the run is saved and ends");
  limit_number(timeout, 1, kMostSeconds, number_text(arguments.rank_timeout));
  timeout->type_name("SECONDS");
}

/// Reads files, of which the log is to tell.
Dataset read_data(std::string_view use, const std::vector<std::string>& names, std::vector<DataFile>& told) {
  Dataset data = read_datasets(names);
  for (const FileReport& file : data.files) told.push_back({use, file});
  return data;
}

/// Gives each phase what it is to be measured by. A file of prompts and answers measures tuning, another pre-training;
/// if there is only one phase, both measure that.
void set_validation(Session& session, const TrainArguments& arguments, std::vector<DataFile>& told) {
  if (arguments.validation.empty()) {
    for (const Phase phase : kPhases) session.hold_out(phase, arguments.validation_share);
    return;
  }
  std::array<Dataset, std::size(kPhases)> data;
  for (const std::string& name : arguments.validation) {
    Dataset file = read_data("validation", {name}, told);
    const bool tunes = arguments.pretrain.empty() || (file.examples.is_chat(0) && !arguments.tune.empty());
    append(data[static_cast<std::size_t>(tunes ? Phase::tune : Phase::pretrain)], std::move(file));
  }
  for (const Phase phase : kPhases) session.set_validation(phase, std::move(data[static_cast<std::size_t>(phase)]));
}

std::string save_target(const TrainArguments& arguments) {
  if (!arguments.save.empty()) return arguments.save;
  return arguments.resume.empty() ? std::string(kDefaultTarget) : arguments.resume;
}

/// The model to train: new, or out of a file.
ModelReport prepare_model(Session& session, const TrainArguments& arguments) {
  const std::string& file = arguments.resume.empty() ? arguments.init : arguments.resume;
  if (file.empty()) {
    session.set_tokenizer(tokenizer_options_of(arguments.training));
    prepare(session, Preparation::vocabulary);
    return session.create(sizes_of(arguments.training, session), seed_of(arguments.training));
  }
  const ModelReport model = open_model(session, file);
  check_model(arguments.training, session, file);
  if (!arguments.grow_vocabulary) return model;
  if (model.can_grow) prepare(session, Preparation::growth);
  return session.grow_vocabulary(seed_of(arguments.training));
}

/// All files that are read.
std::vector<std::string> data_files(const TrainArguments& arguments) {
  std::vector<std::string> files = arguments.pretrain;
  for (const auto* more : {&arguments.tune, &arguments.validation}) {
    files.insert(files.end(), more->begin(), more->end());
  }
  return files;
}

/// What the session's model file has in it, where training stands included.
std::string fingerprint(Session& session) {
  Sha256 hash;
  session.begin_save(CheckpointFormat::safetensors, true);
  while (const std::optional<std::string> part = session.next_part()) hash.add(*part);
  return hash.hex();
}

/// Trains together with other ranks, if there are any.
int train_together(Session& session, const TrainArguments& arguments, TrainingRun& run, Ranks* ranks) {
  if (ranks != nullptr) ranks->meet(fingerprint(session));
  run.ranks = ranks;
  int exit_code = 0;
  if (ranks != nullptr && ranks->rank() > 0) {
    exit_code = train_along(session, *ranks);
  } else {
    const auto log = arguments.log == "json" ? make_json_log(arguments.log_every) : make_text_log();
    exit_code = finish_training(session, *log, run).exit_code;
  }
  if (ranks != nullptr && !session.training()) ranks->meet(fingerprint(session));
  return exit_code;
}

int run(const TrainArguments& arguments, Ranks* ranks) {
  if (arguments.pretrain.empty() && arguments.tune.empty()) {
    throw Error("train", "there is nothing to train on", "give --pretrain or --tune, or both, a file");
  }
  if (arguments.log == "json") {
    log_only_warnings();
    tell_activities_in_json();
  }
  const std::string target = save_target(arguments);
  if (ranks == nullptr || ranks->rank() == 0) {
    check_model_target(target, data_files(arguments), arguments.resume.empty() ? arguments.init : arguments.resume);
  }

  ThreadPool threads(static_cast<std::size_t>(arguments.training.threads));
  Session session;
  TrainingRun run;
  std::vector<DataFile>& data = run.start.data;
  session.set_data(Phase::pretrain, read_data("pretrain", arguments.pretrain, data));
  session.set_data(Phase::tune, read_data("tune", arguments.tune, data));
  set_validation(session, arguments, data);
  run.profile = arguments.profile;
  TrainingStart& start = run.start;
  start.model = prepare_model(session, arguments);
  start.grows = arguments.grow_vocabulary;
  session.discard_texts();
  prepare(session, Preparation::encoding);
  const Executor executor = threads.executor();
  session.set_execution(ranks == nullptr
                            ? StepExecution{.executor = executor}
                            : ranks->execution(executor, session.parameters().size(), arguments.rank_timeout));
  start.saving =
      plan_saving(target, !arguments.resume.empty() && same_file(target, arguments.resume), arguments.save_every);
  if (arguments.resume.empty()) {
    const Activity activity("preparing the data", "");
    start.recipe = arguments.training.recipe;
    start.options = options_of(arguments.training, session, start.model.config);
    start.plan = session.start_training(start.options);
  } else {
    resume_run(session, arguments.training, arguments.resume, start);
  }
  for (const PhaseReport& phase : run.start.plan.phases) {
    if (arguments.validation_share == 0 || phase.validation_examples > 0) continue;
    log_warning(std::string(phase_name(phase.phase)) + ": one example cannot be shared, so that none is held out");
  }
  return train_together(session, arguments, run, ranks);
}

}  // namespace

Command add_train_command(CLI::App& program, Ranks* ranks) {
  CLI::App* parser = program.add_subcommand("train", "Train a model and save it");
  const auto arguments = std::make_shared<TrainArguments>();
  add_file_options(*parser, *arguments);
  add_size_options(*parser, arguments->training);
  add_recipe_option(*parser, arguments->training);
  add_epochs_option(*parser, arguments->training);
  add_seed_option(*parser, arguments->training);
  add_threads_option(*parser, arguments->training.threads, kStepThreadsHelp);
  if (ranks != nullptr) add_ranks_options(*parser, *arguments, *ranks);
  add_step_options(*parser, arguments->training);
  add_log_options(*parser, *arguments);
  add_examples(
      *parser,
      {"glassgpt train --pretrain facts.json --tune chats.json --save model.json",
       "glassgpt train --pretrain stories.txt --epochs 20 --dim 256 \\",
       "    --validation-share 0.1 --schedule cosine --warmup-steps 100",
       "glassgpt train --init model.json --grow-vocabulary --pretrain more.txt \\", "    --save more.json",
       "glassgpt train --resume model.json --pretrain facts.json --tune chats.json \\", "    --tune-epochs 150"});
  return {parser, [arguments, ranks] { return run(*arguments, ranks); }};
}

}  // namespace glassgpt
