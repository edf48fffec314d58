#include "question_mark.h"

#include <array>
#include <string>
#include <utility>

#include "../text/character_class.h"
#include "../text/dataset.h"
#include "../text/utf8.h"

namespace glassgpt {

namespace {

/// Who is so sure of a question as it is needs no mark.
constexpr double kSureAsItIs = 0.95;
/// Tokens of an answer that show how sure the model is.
constexpr int kTokensLookedAt = 8;

/// What the person said, of a prompt that chat_prompt() made; otherwise nothing.
std::string_view question_in(std::string_view prompt) {
  const std::string form = chat_prompt("");  // "User:  Assistant:", between whose spaces the question stands
  const std::size_t middle = form.find("  ") + 1;
  const std::string_view before = std::string_view(form).substr(0, middle);
  const std::string_view after = std::string_view(form).substr(middle);
  const bool fits = prompt.size() > form.size() && prompt.starts_with(before) && prompt.ends_with(after);
  return fits ? prompt.substr(before.size(), prompt.size() - form.size()) : std::string_view();
}

/// The question mark that the model knows and that suits what stands before it; empty if it knows none.
std::string_view mark_behind(CharacterClass last, const Tokenizer& tokenizer) {
  using Marks = std::array<std::string_view, 3>;
  const Marks marks = last == CharacterClass::spaceless ? Marks{"？", "?", "؟"} : Marks{"?", "؟", "？"};
  for (const std::string_view mark : marks) {
    if (tokenizer.encode(mark, "mark").unknown.empty()) return mark;
  }
  return {};
}

/// The lowest probability of the first tokens of a greedy answer.
double sureness(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt) {
  Generator generator(model, tokenizer, prompt, {.sampling = {}, .max_tokens = kTokensLookedAt});
  while (generator.next()) {
  }
  return generator.confidence().lowest;
}

/// The mark that the model wants at the end of a question; empty if it wants none or nothing was asked.
std::string_view mark_wanted(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt) {
  const std::string_view question = question_in(prompt);
  CharacterClass last = CharacterClass::white_space;
  for (std::string_view rest = question; !rest.empty();) {
    const Utf8Character next = first_character(rest);
    if (const CharacterClass its = class_of(next.code); its != CharacterClass::mark) last = its;
    rest.remove_prefix(next.size);
  }
  const bool ends_in_word =
      last == CharacterClass::word || last == CharacterClass::unstable || last == CharacterClass::spaceless;
  if (!ends_in_word) return {};
  const std::string_view mark = mark_behind(last, tokenizer);
  if (mark.empty()) return {};
  const double as_it_is = sureness(model, tokenizer, prompt);
  if (as_it_is >= kSureAsItIs) return {};
  return sureness(model, tokenizer, chat_prompt(std::string(question).append(mark))) > as_it_is ? mark
                                                                                                : std::string_view();
}

}  // namespace

ReadPrompt with_question_mark(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt) {
  check_well_formed(prompt, "prompt");
  const std::string_view mark = mark_wanted(model, tokenizer, prompt);
  if (mark.empty()) return {.text = std::string(prompt), .notes = {}};
  return {.text = chat_prompt(std::string(question_in(prompt)).append(mark)),
          .notes = {"The question is read with " + in_quotes(mark) +
                    " at its end: the model is surer of its answer then."}};
}

Generator begin_answer(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt,
                       const GenerationOptions& options) {
  ReadPrompt read = with_question_mark(model, tokenizer, prompt);
  return {model, tokenizer, read.text, options, std::move(read.notes)};
}

}  // namespace glassgpt
