#pragma once

#include <string>

#include "core/session.h"
#include "native/json_text.h"

namespace glassgpt {

/// Generates the continuation of a text and prints it token by token, and a line end. Notes about the text go to
/// standard error.
/// @throws Error as Session::begin_generation; Failure if standard output is closed
void print_continuation(Session& session, const std::string& text, const GenerationOptions& options);

/// Likewise the answer to a question. Standard error also tells if it is a guess, how much of one, and why.
void print_answer(Session& session, const std::string& question, const GenerationOptions& options);

/// Generates the continuation of a text: `text`, `confidence`, `end`, `unknown` and `notes`, as docs/cli.md says.
/// @throws Error as Session::begin_generation
Json continuation_json(Session& session, const std::string& text, const GenerationOptions& options);

/// Answers questions, one a line of standard input, until its end or `/quit`: with a prompt on a terminal, where every
/// answer is followed by how sure it is, else the answers alone, a line each. Ctrl-C ends the process with
/// kExitInterrupted.
void chat(Session& session, const GenerationOptions& options);

/// Likewise, but with a JSON object a line in place of the answers, and no prompt anywhere.
void chat_in_json(Session& session, const GenerationOptions& options);

}  // namespace glassgpt
