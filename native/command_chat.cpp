#include <memory>

#include "native/answer.h"
#include "native/commands.h"
#include "native/exit_codes.h"
#include "native/model_file.h"
#include "native/options.h"

namespace glassgpt {

namespace {

struct ChatArguments {
  std::string model;
  GenerationArguments generation;
  bool json = false;
};

int run(const ChatArguments& arguments) {
  Session session;
  open_model(session, arguments.model);
  const GenerationOptions generation = arguments.generation.of(session);
  const bool all_answered = arguments.json ? chat_in_json(session, generation) : chat(session, generation);
  return all_answered ? kExitDone : kExitBadInput;
}

}  // namespace

Command add_chat_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("chat", "Answer questions, each by itself, one a line");
  const auto arguments = std::make_shared<ChatArguments>();
  add_model_option(*parser, arguments->model);
  add_generation_options(*parser, arguments->generation);
  parser->add_flag("--json", arguments->json, "Print a JSON object a line, with how sure each answer is");
  add_examples(*parser, {"glassgpt chat --model model.safetensors",
                         "echo \"What is the moon?\" | glassgpt chat --model model.safetensors"});
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace glassgpt
