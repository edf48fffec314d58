#include <memory>

#include "native/answer.h"
#include "native/commands.h"
#include "native/exit_codes.h"
#include "native/json_text.h"
#include "native/model_file.h"
#include "native/options.h"
#include "native/output.h"

namespace glassgpt {

namespace {

struct GenerateArguments {
  std::string model;
  PromptArguments prompt;
  GenerationArguments generation;
  bool json = false;
};

int run(const GenerateArguments& arguments) {
  Session session;
  open_model(session, arguments.model);
  const PromptArguments& prompt = arguments.prompt;
  check_utf8(prompt.text, "--prompt");
  if (arguments.json) {
    print(json_line(continuation_json(session, prompt.full_text(), arguments.generation.of(session))));
  } else if (prompt.is_question) {
    print_answer(session, prompt.text, arguments.generation.of(session));
  } else {
    print_continuation(session, prompt.text, arguments.generation.of(session));
  }
  return kExitDone;
}

}  // namespace

Command add_generate_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("generate", "Continue a text");
  const auto arguments = std::make_shared<GenerateArguments>();
  add_model_option(*parser, arguments->model);
  add_prompt_options(*parser, arguments->prompt);
  add_generation_options(*parser, arguments->generation);
  parser->add_flag("--json", arguments->json, "Print one JSON object, with how sure the model is");
  add_examples(*parser, {"glassgpt generate --model model.json --prompt \"The moon\" --temperature 0.8",
                         "glassgpt generate --model model.json --prompt \"What is the moon?\" --chat"});
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace glassgpt
