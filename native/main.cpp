#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "native/commands.h"
#include "native/cpu_check.h"
#include "native/exit_codes.h"
#include "native/failure.h"
#include "native/help.h"
#include "native/output.h"
#include "native/platform.h"
#include "native/portable/replay.h"

namespace glassgpt {

namespace {

/// The command that was named, or nothing for the program alone.
CLI::App* named_command(const CLI::App& program) {
  const std::vector<CLI::App*> named = program.get_subcommands();
  return named.empty() ? nullptr : named.front();
}

/// Bad usage in one line that ends with where to read on.
std::string usage_error(const CLI::App& program, const CLI::ParseError& error) {
  std::string message = error.what();
  std::replace(message.begin(), message.end(), '\n', ' ');
  const CLI::App* command = named_command(program);
  const std::string name = command == nullptr ? "" : " " + command->get_name();
  return message + "; see glassgpt" + name + " --help";
}

/// Prints what --help or --version asked for, or says what is wrong with the usage.
int answer_parser(const CLI::App& program, const CLI::ParseError& request) {
  if (dynamic_cast<const CLI::CallForVersion*>(&request) != nullptr) {
    print(program.version() + "\n");
  } else if (dynamic_cast<const CLI::CallForHelp*>(&request) != nullptr) {
    print(program.help());
  } else {
    log_error(usage_error(program, request));
    return kExitBadInput;
  }
  return kExitDone;
}

/// The program's own options mean nothing to a command.
void refuse_options_before(const CLI::App& program) {
  for (const CLI::Option* option : program.get_options()) {
    if (option->count() > 0) {
      throw Error(option->get_name(), "it stands before " + named_command(program)->get_name(),
                  "give a command's options after the command");
    }
  }
}

int run(std::vector<std::string> arguments) {
  CLI::App program(
      "GlassGPT: a small GPT to see through. Without a command, it trains on the\n"
      "bundled facts and chats and then answers questions about them.",
      "glassgpt");
  program.formatter(make_help_formatter());
  program.set_help_flag("-h,--help", "Print this");
  program.set_version_flag("--version", "glassgpt " GLASSGPT_VERSION, "Print the version");
  program.require_subcommand(0, 1);
  const Command alone = add_default_command(program);
  const Command commands[] = {add_train_command(program),        add_chat_command(program),
                              add_generate_command(program),     add_eval_command(program),
                              add_inspect_command(program),      add_convert_command(program),
                              add_check_result_command(program), add_serve_command(program)};
  try {
    // The parser takes them from the back.
    std::reverse(arguments.begin(), arguments.end());
    program.parse(std::move(arguments));
  } catch (const CLI::ParseError& request) {
    return answer_parser(program, request);
  }
  const CLI::App* named = named_command(program);
  if (named == nullptr) return alone.run();
  refuse_options_before(program);
  return std::ranges::find(commands, named, &Command::parser)->run();
}

/// Runs the program; whatever goes wrong becomes one line and an exit code.
int run_to_exit_code(int argc, char** argv) {
  try {
    prepare_process();
    start_logging();
    require_cpu_features();
    return run(utf8_arguments(argc, argv));
  } catch (const Failure& error) {
    log_error(error.what());
  } catch (const Error& error) {
    log_error(error.what());
    return kExitBadInput;
  } catch (const portable::BadInput& error) {
    log_error(error.what());
    return kExitBadInput;
  } catch (const std::bad_alloc&) {
    log_error("memory: there is not enough of it; choose smaller sizes or a smaller batch");
  } catch (const std::exception& error) {
    log_error(std::string("internal error: ") + error.what());
  }
  return kExitFailure;
}

}  // namespace

}  // namespace glassgpt

int main(int argc, char** argv) {
  return glassgpt::run_to_exit_code(argc, argv);
}
