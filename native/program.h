#pragma once

#include "native/ranks.h"

namespace glassgpt {

/// Runs the program; whatever goes wrong becomes one line and an exit code.
/// @param ranks  the processes that this one is one of; null: it is alone
int run_program(int argc, char** argv, Ranks* ranks);

}  // namespace glassgpt
