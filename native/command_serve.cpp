#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "native/commands.h"
#include "native/options.h"
#include "native/training_options.h"

#ifdef GLASSGPT_SERVES
#include "native/serve/serve.h"
#else
#include "core/base/error.h"
#endif

namespace glassgpt {

#ifdef GLASSGPT_SERVES

namespace {

constexpr std::array<std::pair<std::string_view, LogForm>, 3> kLogForms = {
    {{"text", LogForm::text}, {"json", LogForm::json}, {"none", LogForm::none}}};

void add_log_options(CLI::App& command, ServeOptions& options) {
  const auto take = [&options](const std::string& name) {
    for (const auto& [known, form] : kLogForms) {
      if (name == known) options.log = form;
    }
  };
  CLI::Option* log = command.add_option_function<std::string>("--log", take, "What is told of each request");
  limit_choice(log, {"text", "json", "none"}, "text");
  command.add_flag("--log-prompts", options.log_prompts, "Tell prompts and answers there, too");
}

}  // namespace

Command add_serve_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("serve", "Answer over HTTP, as OpenAI's clients ask");
  const auto options = std::make_shared<ServeOptions>();
  add_model_option(*parser, options->model);
  parser->add_option("--host", options->host, "Address to listen at (default 127.0.0.1, this machine alone)")
      ->type_name("ADDRESS");
  constexpr int kMostPort = 65'535;
  limit_whole(parser->add_option("--port", options->port, "Port to listen at; 0 takes a free one"), 0, kMostPort,
              std::to_string(options->port));
  parser->add_option("--api-key-file", options->api_key_file, "Keys, one of which each request needs, one a line")
      ->type_name("FILE");
  parser
      ->add_option("--allow-host", options->allow_hosts,
                   "Name under which it may be asked besides its own, or *; may be given several times")
      ->type_name("NAME")
      ->allow_extra_args(false);
  parser->add_option("--allow-origin", options->allow_origin, "Origin whose pages may ask, or *")->type_name("ORIGIN");
  parser->add_option("--page", options->page, "Folder of the built page, to be given at /")->type_name("FOLDER");
  add_threads_option(*parser, options->threads, "Cores that share the requests answered at the same time");
  add_log_options(*parser, *options);
  for (const Option<ServeLimits>& option : kServeLimits) {
    const OptionValue fallback = option.fallback();
    add_option(*parser, option, fallback, value_text(option, fallback),
               [options, &option](const OptionValue& value) { option.set(options->limits, value); });
  }
  add_examples(*parser, {"glassgpt serve --model model.safetensors",
                         "curl http://127.0.0.1:8080/v1/chat/completions -H 'Content-Type: application/json' \\\n"
                         "    -d '{\"messages\": [{\"role\": \"user\", \"content\": \"What is the moon?\"}]}'"});
  return {parser, [options] { return serve(*options); }};
}

#else

Command add_serve_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("serve", "Answer over HTTP (not in this build)")->allow_extras();
  return {parser, []() -> int {
            throw Error("serve", "this program was built without it",
                        "build it where Boost is installed; on Debian, ./native/build.sh does");
          }};
}

#endif

}  // namespace glassgpt
