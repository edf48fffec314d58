#include "question_mark.h"

#include <array>
#include <string>
#include <utility>

#include "../base/words.h"
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

/// The mark that may be missing at the end of a question; empty if none is, or nothing was asked.
std::string_view mark_missing(const Tokenizer& tokenizer, std::string_view question) {
  CharacterClass last = CharacterClass::white_space;
  for (std::string_view rest = question; !rest.empty();) {
    const Utf8Character next = first_character(rest);
    if (const CharacterClass its = class_of(next.code); its != CharacterClass::mark) last = its;
    rest.remove_prefix(next.size);
  }
  const bool ends_in_word =
      last == CharacterClass::word || last == CharacterClass::unstable || last == CharacterClass::spaceless;
  return ends_in_word ? mark_behind(last, tokenizer) : std::string_view();
}

}  // namespace

QuestionReading::QuestionReading(const Tokenizer& tokenizer, std::string_view prompt) : as_it_is_(prompt) {
  check_well_formed(prompt, "prompt");
  const std::string_view question = question_in(prompt);
  mark_ = mark_missing(tokenizer, question);
  if (mark_.empty()) return;
  marked_ = chat_prompt(std::string(question).append(mark_));
  next_ = Next::as_it_is;
}

const std::string* QuestionReading::trial() const {
  switch (next_) {
    case Next::as_it_is:
      return &as_it_is_;
    case Next::marked:
      return &marked_;
    default:
      return nullptr;
  }
}

GenerationOptions QuestionReading::trial_options() {
  return {.sampling = {}, .max_tokens = kTokensLookedAt};
}

void QuestionReading::take(const Confidence& confidence) {
  if (next_ == Next::as_it_is) {
    sureness_ = confidence.lowest;
    next_ = sureness_ >= kSureAsItIs ? Next::none : Next::marked;
  } else {
    is_marked_ = confidence.lowest > sureness_;
    next_ = Next::none;
  }
}

ReadPrompt QuestionReading::result() const {
  if (!is_marked_) return {.text = as_it_is_, .notes = {}};
  return {.text = marked_, .notes = {Message(words::mark_added, {{"mark", in_quotes(mark_)}})}};
}

ReadPrompt read_prompt(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt) {
  QuestionReading reading(tokenizer, prompt);
  while (const std::string* trial = reading.trial()) {
    Generator generator(model, tokenizer, *trial, QuestionReading::trial_options());
    while (generator.next()) {
    }
    reading.take(generator.confidence());
  }
  return reading.result();
}

Generator begin_answer(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt,
                       const GenerationOptions& options) {
  ReadPrompt read = read_prompt(model, tokenizer, prompt);
  return {model, tokenizer, read.text, options, std::move(read.notes)};
}

}  // namespace glassgpt
