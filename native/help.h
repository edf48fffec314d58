#pragma once

#include <CLI/CLI.hpp>
#include <memory>

namespace glassgpt {

/// Writes --help in lines of 80 columns.
std::shared_ptr<CLI::FormatterBase> make_help_formatter();

}  // namespace glassgpt
