#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
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
#include "native/program.h"

namespace glassgpt {

namespace {

/// The command that was named, or nothing for the program alone.
CLI::App* named_command(const CLI::App& program) {
  const std::vector<CLI::App*> named = program.get_subcommands();
  return named.empty() ? nullptr : named.front();
}

/// Arguments that the parser does not take.
class BadUsage : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Bad usage in one line that ends with where to read on.
std::string usage_error(const CLI::App& program, const CLI::ParseError& error) {
  std::string message = error.what();
  std::replace(message.begin(), message.end(), '\n', ' ');
  const CLI::App* command = named_command(program);
  const std::string name = command == nullptr ? "" : " " + command->get_name();
  return message + "; see glassgpt" + name + " --help";
}

/// Prints what --help or --version asked for. @throws BadUsage if it is something else that the parser stopped at
void answer_parser(const CLI::App& program, const CLI::ParseError& request) {
  if (dynamic_cast<const CLI::CallForVersion*>(&request) != nullptr) {
    print(program.version() + "\n");
  } else if (dynamic_cast<const CLI::CallForHelp*>(&request) != nullptr) {
    print(program.help());
  } else {
    throw BadUsage(usage_error(program, request));
  }
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

/// Only training is shared.
void refuse_ranks(const std::string& command, const Ranks* ranks) {
  if (ranks != nullptr && ranks->count() > 1) {
    throw Error(command, "that is work for one process, and " + std::to_string(ranks->count()) + " were started",
                "start it without mpirun, or train");
  }
}

int run(std::vector<std::string> arguments, Ranks* ranks) {
  CLI::App program(
      "GlassGPT: a small GPT to see through. Without a command, it trains on the\n"
      "bundled facts and chats and then answers questions about them.",
      "glassgpt");
  program.formatter(make_help_formatter());
  program.set_help_flag("-h,--help", "Print this");
  program.set_version_flag("--version", "glassgpt " GLASSGPT_VERSION, "Print the version");
  program.require_subcommand(0, 1);
  const Command alone = add_default_command(program);
  const Command commands[] = {add_train_command(program, ranks), add_chat_command(program),
                              add_generate_command(program),     add_eval_command(program),
                              add_inspect_command(program),      add_convert_command(program),
                              add_check_result_command(program), add_serve_command(program)};
  try {
    // The parser takes them from the back.
    std::reverse(arguments.begin(), arguments.end());
    program.parse(std::move(arguments));
  } catch (const CLI::ParseError& request) {
    answer_parser(program, request);
    return kExitDone;
  }
  const CLI::App* named = named_command(program);
  if (named == nullptr) {
    refuse_ranks("glassgpt", ranks);
    return alone.run();
  }
  refuse_options_before(program);
  if (named != commands[0].parser) refuse_ranks(named->get_name(), ranks);
  return std::ranges::find(commands, named, &Command::parser)->run();
}

/// Tells why the program ends, unless another rank does.
int fail(Ranks* ranks, const std::string& message, int exit_code) {
  const std::optional<std::string> line = ranks == nullptr ? message : ranks->give_up(message);
  if (line) log_error(*line);
  return exit_code;
}

}  // namespace

int run_program(int argc, char** argv, Ranks* ranks) {
  try {
    prepare_process();
    start_logging();
    if (ranks != nullptr && ranks->rank() > 0) write_only_errors();
    require_cpu_features();
    return run(utf8_arguments(argc, argv), ranks);
  } catch (const Failure& error) {
    return fail(ranks, error.what(), kExitFailure);
  } catch (const Error& error) {
    return fail(ranks, error.what(), kExitBadInput);
  } catch (const BadUsage& error) {
    return fail(ranks, error.what(), kExitBadInput);
  } catch (const portable::BadInput& error) {
    return fail(ranks, error.what(), kExitBadInput);
  } catch (const std::bad_alloc&) {
    return fail(ranks, "memory: there is not enough of it; choose smaller sizes or a smaller batch", kExitFailure);
  } catch (const std::exception& error) {
    return fail(ranks, std::string("internal error: ") + error.what(), kExitFailure);
  }
}

}  // namespace glassgpt
