#include <memory>

#include "core/base/error.h"
#include "native/commands.h"
#include "native/exit_codes.h"
#include "native/model_file.h"
#include "native/options.h"
#include "native/output.h"

namespace glassgpt {

namespace {

struct ConvertArguments {
  std::string model;
  std::string to;
  bool drop_training = false;
};

int run(const ConvertArguments& arguments) {
  Session session;
  check_model_target(arguments.to);
  if (same_file(arguments.model, arguments.to)) {
    throw Error(arguments.to, "it is the file to convert", "name another file");
  }
  open_model(session, arguments.model);
  const bool with_training = session.resumable() != nullptr && !arguments.drop_training;
  save_model(session, arguments.to, with_training);
  log_info("Saved " + arguments.to + (with_training ? ", with where its training stands." : "."));
  return kExitDone;
}

}  // namespace

Command add_convert_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("convert", "Write a model in the format of the other file's ending");
  const auto arguments = std::make_shared<ConvertArguments>();
  add_model_option(*parser, arguments->model);
  parser->add_option("--to", arguments->to, "File to write, .json or .safetensors")->required()->type_name("FILE");
  parser->add_flag("--drop-training", arguments->drop_training,
                   "Leave out where training stands: a third of the size, but not to be resumed");
  add_examples(*parser, {"glassgpt convert --model model.safetensors --to model.json"});
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace glassgpt
