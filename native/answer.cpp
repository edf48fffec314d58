#include "native/answer.h"

#include <spdlog/fmt/fmt.h>

#include <cmath>
#include <functional>
#include <iostream>
#include <optional>
#include <string_view>

#include "core/text/utf8.h"
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

/// Answers a question, or says what is wrong with it, which the others are not to suffer from. @return whether it is
/// answered
bool answer_or_complain(const std::function<void()>& answer, const std::function<void(const std::string&)>& complain) {
  try {
    answer();
    return true;
  } catch (const Failure&) {
    throw;
  } catch (const Error& error) {
    complain(error.what());
    return false;
  }
}

struct Question {
  std::string text;
  std::string line;   ///< that it is on, as it was written
  std::string where;  ///< it stands, for messages
};

/// Hands on each question on standard input, until its end or `/quit`.
void for_each_question(bool in_person, const std::function<void(const Question&)>& answer) {
  std::string line;
  for (int number = 1;; ++number) {
    if (in_person) print("\n> ");
    if (!std::getline(std::cin, line)) {
      if (in_person) print("\n");
      break;
    }
    const std::string text(trimmed(line));
    if (text.empty()) continue;
    if (text == "/quit") break;
    answer({text, line, in_person ? "your question" : "standard input, line " + std::to_string(number)});
  }
}

}  // namespace

void check_utf8(std::string_view text, std::string_view where) {
  const std::optional<std::size_t> offset = find_invalid_utf8(text);
  if (!offset) return;
  throw Error(where, "the text is not valid UTF-8 at byte " + std::to_string(*offset + 1), "write it in UTF-8");
}

void print_continuation(Session& session, const std::string& text, const GenerationOptions& options) {
  for (const Message& note : session.begin_generation(text, options).notes) log_note(note.text());
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
      {"notes", texts_of(prompt.notes)},
  };
}

bool chat(Session& session, const GenerationOptions& options) {
  const bool in_person = stdin_is_terminal() && stdout_is_terminal();
  exit_at_interrupts();
  if (in_person) log_info("Ask a question; /quit or the end of input leaves.");
  bool all_answered = true;
  for_each_question(in_person, [&](const Question& question) {
    const auto answer = [&] {
      check_utf8(question.line, question.where);
      print_answer(session, question.text, options);
      const Confidence confidence = session.confidence();
      if (in_person && !confidence.is_guess()) log_info("  " + sureness(confidence));
    };
    const auto complain = [&](const std::string& problem) {
      if (in_person) return log_note(problem);
      log_error(problem);
      print("\n");  // every question has its line
    };
    all_answered = answer_or_complain(answer, complain) && all_answered;
  });
  return all_answered || in_person;
}

bool chat_in_json(Session& session, const GenerationOptions& options) {
  exit_at_interrupts();
  bool all_answered = true;
  for_each_question(false, [&](const Question& question) {
    Json line = {{"prompt", question.text}};
    const auto answer = [&] {
      check_utf8(question.line, question.where);
      line.update(continuation_json(session, chat_prompt(question.text), options));
    };
    const auto complain = [&](const std::string& problem) { line["error"] = problem; };
    all_answered = answer_or_complain(answer, complain) && all_answered;
    print(json_line(line));
  });
  return all_answered;
}

}  // namespace glassgpt
