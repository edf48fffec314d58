#pragma once

#include <string>

#include "core/session.h"

namespace glassgpt {

/// Generates the continuation of a text and prints it token by token, and a line end. Notes about the text go to
/// standard error.
/// @throws Error as Session::begin_generation; Failure if standard output is closed
void print_continuation(Session& session, const std::string& text, const GenerationOptions& options);

/// Answers questions, one a line of standard input, until its end or `/quit`: with a prompt on a terminal, else the
/// answers alone, a line each. Ctrl-C ends the process with kExitInterrupted.
void chat(Session& session, const GenerationOptions& options);

}  // namespace glassgpt
