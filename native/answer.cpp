#include "native/answer.h"

#include <spdlog/fmt/fmt.h>

#include <cmath>
#include <functional>
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

/// Hands on the continuation, token by token. Its first one comes without the space before it, which belongs to the
/// text.
void generate(Session& session, const std::function<void(std::string_view)>& take) {
  bool first = true;
  while (const auto token = session.next_token()) {
    take(first ? trimmed(token->text) : token->text);
    first = false;
  }
}

/// 0.89 of 0.899: rounded down, so that what is below a bound is shown below it, and only what is certain as 1.00.
std::string probability_text(double probability) {
  constexpr double kDigits = 100;
  return fmt::format("{:.2f}", std::floor(kDigits * probability) / kDigits);
}

/// How sure an answer is.
std::string sureness(const Confidence& confidence) {
  return fmt::format("lowest probability {}, mean {}", probability_text(confidence.lowest),
                     probability_text(confidence.mean()));
}

/// That an answer is a guess, and why.
std::string guess_text(const Confidence& confidence) {
  const char* why = confidence.knows_words ? "the model was not sure of a word" : "a word of the question is unknown";
  return fmt::format("This is a guess: {} ({}).", why, sureness(confidence));
}

/// Answers a question of someone at a terminal, who can put a bad one in other words.
void answer_in_person(Session& session, const std::string& question, const GenerationOptions& options) {
  try {
    print_answer(session, question, options);
    const Confidence confidence = session.confidence();
    if (!confidence.is_guess()) log_info("  " + sureness(confidence));
  } catch (const Failure&) {
    throw;
  } catch (const Error& error) {
    log_note(error.what());
  }
}

/// Hands on each question on standard input, until its end or `/quit`.
void for_each_question(bool in_person, const std::function<void(const std::string&)>& answer) {
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
    answer(question);
  }
}

}  // namespace

void print_continuation(Session& session, const std::string& text, const GenerationOptions& options) {
  for (const std::string& note : session.begin_generation(text, options).notes) log_note(note);
  generate(session, [](std::string_view token) { print(safe_text(token)); });
  print("\n");
}

void print_answer(Session& session, const std::string& question, const GenerationOptions& options) {
  print_continuation(session, chat_prompt(question), options);
  const Confidence confidence = session.confidence();
  if (confidence.is_guess()) log_note(guess_text(confidence));
}

Json continuation_json(Session& session, const std::string& text, const GenerationOptions& options) {
  const PromptReport prompt = session.begin_generation(text, options);
  std::string continuation;
  generate(session, [&](std::string_view token) { continuation += token; });
  const Confidence confidence = session.confidence();
  return {
      {"text", continuation},
      {"confidence", {{"lowest", confidence.lowest}, {"mean", confidence.mean()}, {"guess", confidence.is_guess()}}},
      {"end", session.stop_reason() == StopReason::end_token ? "end_token" : "max_tokens"},
      {"unknown", prompt.unknown},
      {"notes", prompt.notes},
  };
}

void chat(Session& session, const GenerationOptions& options) {
  const bool in_person = stdin_is_terminal() && stdout_is_terminal();
  exit_at_interrupts();
  if (in_person) log_info("Ask a question; /quit or the end of input leaves.");
  for_each_question(in_person, [&](const std::string& question) {
    if (in_person) {
      answer_in_person(session, question, options);
    } else {
      print_answer(session, question, options);
    }
  });
}

void chat_in_json(Session& session, const GenerationOptions& options) {
  exit_at_interrupts();
  for_each_question(false, [&](const std::string& question) {
    Json line = {{"prompt", question}};
    line.update(continuation_json(session, chat_prompt(question), options));
    print(json_line(line));
  });
}

}  // namespace glassgpt
