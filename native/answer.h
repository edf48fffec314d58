#pragma once

#include <string>
#include <string_view>

#include "core/session.h"
#include "native/json_text.h"

namespace glassgpt {

/// Throws Error unless the text that a person gave is UTF-8, naming the byte.
/// @param where  it was given
void check_utf8(std::string_view text, std::string_view where);

/// Generates the continuation of a text and prints it token by token, and a line end. Notes about the text go to
/// standard error.
/// @throws Error as Session::begin_generation; Failure if standard output cannot be written
void print_continuation(Session& session, const std::string& text, const GenerationOptions& options);

/// Likewise the answer to a question. Standard error also tells if it is a guess, how much of one, and why.
void print_answer(Session& session, const std::string& question, const GenerationOptions& options);

/// Generates the continuation of a text: `text`, `confidence`, `end`, `unknown` and `notes`, as docs/cli.md says.
/// @throws Error as Session::begin_generation
Json continuation_json(Session& session, const std::string& text, const GenerationOptions& options);

/// Answers questions, one a line of standard input, until its end or `/quit`: with a prompt on a terminal, where every
/// answer is followed by how sure it is, else the answers alone, a line each. One that cannot be read gets a line on
/// standard error, and none but a line end for its answer. Ctrl-C ends the process with kExitInterrupted.
/// @return whether all were answered, or a person has seen which were not
bool chat(Session& session, const GenerationOptions& options);

/// Likewise, but with a JSON object a line in place of the answers, and no prompt anywhere. One that cannot be read has
/// an `error` in its object. @return whether all were answered
bool chat_in_json(Session& session, const GenerationOptions& options);

}  // namespace glassgpt
