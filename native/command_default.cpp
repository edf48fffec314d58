#include <memory>
#include <optional>
#include <string>

#include "native/answer.h"
#include "native/bundled_data.h"
#include "native/commands.h"
#include "native/exit_codes.h"
#include "native/model_file.h"
#include "native/options.h"
#include "native/output.h"
#include "native/thread_pool.h"
#include "native/training_log.h"
#include "native/training_options.h"
#include "native/training_run.h"
#include "native/training_saver.h"

namespace glassgpt {

namespace {

struct DefaultArguments {
  std::optional<std::string> save;
  double save_every = kMinutesBetweenSaves;
  std::string resume;
  TrainingArguments training;
};

/// Begins a run, or goes on with that of a file.
TrainingStart begin(Session& session, const DefaultArguments& arguments) {
  session.set_data(Phase::pretrain, read_dataset("facts.json", bundled::facts_json()));
  session.set_data(Phase::tune, read_dataset("chats.json", bundled::chats_json()));
  TrainingStart start;
  if (!arguments.resume.empty()) {
    start.model = open_model(session, arguments.resume);
    check_model(arguments.training, session, arguments.resume);
    const std::string target = arguments.save.value_or(arguments.resume);
    start.saving = plan_saving(target, same_file(target, arguments.resume), arguments.save_every);
    resume_run(session, arguments.training, arguments.resume, start);
    return start;
  }
  session.set_tokenizer(tokenizer_options_of(arguments.training));
  const ModelConfig sizes = sizes_of(arguments.training, session);
  start.model = session.create(sizes, seed_of(arguments.training));
  start.recipe = arguments.training.recipe;
  start.options = options_of(arguments.training, session, sizes);
  start.saving = plan_saving(arguments.save, false, arguments.save_every);
  start.plan = session.start_training(start.options);
  return start;
}

int run(const DefaultArguments& arguments) {
  const std::string target = arguments.save.value_or(arguments.resume);
  if (!target.empty()) check_model_target(target, {}, arguments.resume);
  log_info("Training a small GPT on the bundled facts, then on questions about them.");
  log_info("Ctrl-C stops and saves.");
  ThreadPool threads(static_cast<std::size_t>(arguments.training.threads));
  Session session;
  session.set_execution({.executor = threads.executor()});
  const TrainingEnd end = finish_training(session, *make_text_log(), {.start = begin(session, arguments)});
  if (end.exit_code != kExitDone) return end.exit_code;
  if (!end.saved) {
    log_info("This model goes when you leave. To keep the next one: glassgpt --save FILE;");
    log_info("to train one on data of your own: glassgpt train --save FILE.");
  }
  return chat(session, GenerationArguments().of(session)) ? kExitDone : kExitBadInput;
}

}  // namespace

Command add_default_command(CLI::App& program) {
  const auto arguments = std::make_shared<DefaultArguments>();
  add_recipe_option(program, arguments->training);
  add_epochs_option(program, arguments->training);
  add_seed_option(program, arguments->training);
  add_threads_option(program, arguments->training.threads, kStepThreadsHelp);
  add_size_options(program, arguments->training);
  program.add_option("--save", arguments->save, "Keep the model in this file, .json or .safetensors")
      ->type_name("FILE");
  add_save_every_option(program, arguments->save_every);
  program.add_option("--resume", arguments->resume, "Go on with the run that this file holds")->type_name("FILE");
  add_examples(program, {"glassgpt", "glassgpt --save model.safetensors",
                         "echo \"What is the capital of France?\" | glassgpt --epochs 50"});
  return {&program, [arguments] { return run(*arguments); }};
}

}  // namespace glassgpt
