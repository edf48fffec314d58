#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "native/ranks.h"

namespace glassgpt {

/// A command of the program: the parser of its arguments, and what it does once they are parsed.
struct Command {
  CLI::App* parser;
  std::function<int()> run;  ///< returns the exit code; throws Error on bad input
};

/// What `glassgpt` alone does: its options are the program's own.
Command add_default_command(CLI::App& program);

/// @param ranks  that train together; null: this process alone
Command add_train_command(CLI::App& program, Ranks* ranks);
Command add_chat_command(CLI::App& program);
Command add_generate_command(CLI::App& program);
Command add_eval_command(CLI::App& program);
Command add_inspect_command(CLI::App& program);
Command add_convert_command(CLI::App& program);
Command add_check_result_command(CLI::App& program);
Command add_serve_command(CLI::App& program);

}  // namespace glassgpt
