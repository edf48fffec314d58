#include "native/answer.h"

#include <iostream>
#include <string_view>

#include "native/failure.h"
#include "native/output.h"
#include "native/platform.h"

namespace glassgpt {

namespace {

/// Without white space around it.
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// Answers a question of someone at a terminal, who can put a bad one in other words.
void answer_in_person(Session& session, const std::string& question, const GenerationOptions& options) {
  try {
    print_continuation(session, question, options);
  } catch (const Failure&) {
    throw;
  } catch (const Error& error) {
    log_note(error.what());
  }
}

}  // namespace

void print_continuation(Session& session, const std::string& text, const GenerationOptions& options) {
  for (const std::string& note : session.begin_generation(text, options).notes) log_note(note);
  bool first = true;
  while (const auto token = session.next_token()) {
    // The continuation alone: the space before its first token belongs to the text before it.
    print(safe_text(first ? trimmed(token->text) : token->text));
    first = false;
  }
  print("\n");
}

void chat(Session& session, const GenerationOptions& options) {
  const bool in_person = stdin_is_terminal() && stdout_is_terminal();
  exit_at_interrupts();
  if (in_person) log_info("Ask a question; /quit or the end of input leaves.");
  std::string line;
  while (true) {
    if (in_person) print("\n> ");
    if (!std::getline(std::cin, line)) {
      if (in_person) print("\n");
      break;
    }
    const std::string question(trimmed(line));
    if (question.empty()) continue;
    if (question == "/quit") break;
    if (in_person) {
      answer_in_person(session, chat_prompt(question), options);
    } else {
      print_continuation(session, chat_prompt(question), options);
    }
  }
}

}  // namespace glassgpt
