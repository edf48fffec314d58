#include <memory>
#include <optional>
#include <string>

#include "native/answer.h"
#include "native/bundled_data.h"
#include "native/commands.h"
#include "native/exit_codes.h"
#include "native/files.h"
#include "native/options.h"
#include "native/output.h"
#include "native/training_log.h"
#include "native/training_options.h"
#include "native/training_run.h"

namespace glassgpt {

namespace {

struct DefaultArguments {
  std::optional<std::string> save;
  TrainingArguments training;
};

int run(const DefaultArguments& arguments) {
  if (arguments.save) check_model_target(*arguments.save);
  log_info("Training a small GPT on the bundled facts, then on questions about them.");
  log_info("Ctrl-C stops and saves.");
  Session session;
  session.set_data(Phase::pretrain, read_dataset("facts.json", bundled::facts_json()));
  session.set_data(Phase::tune, read_dataset("chats.json", bundled::chats_json()));
  const ModelConfig sizes = sizes_of(arguments.training);
  TrainingRun run;
  run.start.model = session.create(sizes, seed_of(arguments.training));
  run.start.recipe = arguments.training.recipe;
  run.start.options = options_of(arguments.training, session, sizes);
  run.save_when_done = arguments.save;
  run.save_when_stopped = arguments.save.value_or(free_name("glassgpt.safetensors"));
  run.start.plan = session.start_training(run.start.options);
  const int end = finish_training(session, *make_text_log(), run);
  if (end != kExitDone) return end;
  if (!arguments.save) {
    log_info("This model goes when you leave. To keep the next one: glassgpt --save FILE;");
    log_info("to train one on data of your own: glassgpt train --save FILE.");
  }
  chat(session, {});
  return kExitDone;
}

}  // namespace

Command add_default_command(CLI::App& program) {
  const auto arguments = std::make_shared<DefaultArguments>();
  add_recipe_option(program, arguments->training);
  add_epochs_option(program, arguments->training);
  add_seed_option(program, arguments->training);
  add_size_options(program, arguments->training);
  program.add_option("--save", arguments->save, "Keep the model in this file, .json or .safetensors")
      ->type_name("FILE");
  add_examples(program, {"glassgpt", "glassgpt --save model.safetensors",
                         "echo \"What is the capital of France?\" | glassgpt --epochs 50"});
  return {&program, [arguments] { return run(*arguments); }};
}

}  // namespace glassgpt
