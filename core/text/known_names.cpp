#include "known_names.h"

#include <algorithm>

#include "ascii.h"

namespace glassgpt {

namespace {

struct PairNames {
  std::string_view prompt;
  std::string_view answer;
  std::string_view addition = {};
};

/// Names that belong together, in lower case. Of several pairs among a record's names the first one here is taken.
constexpr PairNames kPairs[] = {
    {"prompt", "answer"},
    {"prompt", "completion"},
    {"prompt", "response"},
    {"prompt", "output"},
    {"prompt", "chosen"},
    {"prompts", "answers"},
    {"instruction", "output", "input"},      // Alpaca
    {"instruction", "response", "context"},  // Dolly
    {"instruction", "answer", "input"},
    {"question", "answer"},
    {"question", "response"},
    {"questions", "answers"},
    {"query", "answer"},
    {"query", "response"},
    {"input", "output"},
    {"input", "answer"},
    {"input", "response"},
    {"input", "target"},
    {"user", "assistant"},
    {"user", "bot"},
    {"human", "assistant"},
    {"human", "gpt"},
    {"human", "bot"},
    {"q", "a"},
    {"frage", "antwort"},
    {"fragen", "antworten"},
    {"anweisung", "ausgabe", "eingabe"},
    {"eingabe", "ausgabe"},
    {"pregunta", "respuesta"},
    {"preguntas", "respuestas"},
    {"instrucción", "salida", "entrada"},
    {"instruccion", "salida", "entrada"},
    {"entrada", "salida"},
    {"question", "réponse"},
    {"question", "reponse"},
    {"pergunta", "resposta"},
    {"domanda", "risposta"},
};

constexpr std::string_view kTexts[] = {"text", "texts", "content", "sentence", "sentences", "story", "stories",
                                       "fact", "facts", "texte",   "satz",     "sätze",     "texto", "textos"};

constexpr std::string_view kMessages[] = {"messages", "conversations", "conversation", "dialogue", "dialog"};

constexpr std::string_view kExamples[] = {"data",  "examples", "train", "training", "dataset", "records",
                                          "items", "samples",  "rows",  "texts",    "pairs",   "questions"};

struct Role {
  std::string_view name;
  Speaker speaker;
};

constexpr Role kRoles[] = {
    {"user", Speaker::user},           {"human", Speaker::user},         {"prompter", Speaker::user},
    {"assistant", Speaker::assistant}, {"gpt", Speaker::assistant},      {"model", Speaker::assistant},
    {"bot", Speaker::assistant},       {"chatgpt", Speaker::assistant},  {"ai", Speaker::assistant},
    {"system", Speaker::system},       {"developer", Speaker::system},   {"tool", Speaker::tool},
    {"function", Speaker::tool},       {"function_call", Speaker::tool}, {"observation", Speaker::tool},
    {"ipython", Speaker::tool},        {"environment", Speaker::tool},   {"function_response", Speaker::tool},
};

template <std::size_t N>
bool is_one_of(std::string_view name, const std::string_view (&known)[N]) {
  return std::any_of(std::begin(known), std::end(known), [&](std::string_view its) { return is_name(name, its); });
}

std::optional<std::size_t> place_of(std::string_view known, const std::vector<std::string>& names) {
  if (known.empty()) return std::nullopt;
  const auto found = std::find_if(names.begin(), names.end(), [&](std::string_view it) { return is_name(it, known); });
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

bool is_name(std::string_view name, std::string_view known) {
  while (!name.empty() && is_space(name.front())) name.remove_prefix(1);
  while (!name.empty() && is_space(name.back())) name.remove_suffix(1);
  return std::equal(name.begin(), name.end(), known.begin(), known.end(),
                    [](char found, char expected) { return to_lower(found) == expected; });
}

KnownFields known_fields(const std::vector<std::string>& names) {
  for (const PairNames& pair : kPairs) {
    KnownFields fields = {.prompt = place_of(pair.prompt, names),
                          .addition = std::nullopt,
                          .answer = place_of(pair.answer, names),
                          .text = std::nullopt};
    if (!fields.is_chat()) continue;
    fields.addition = place_of(pair.addition, names);
    return fields;
  }
  KnownFields fields;
  for (const std::string_view text : kTexts) {
    fields.text = place_of(text, names);
    if (fields.text) break;
  }
  return fields;
}

std::string_view missing_half(const std::vector<std::string>& names) {
  for (const PairNames& pair : kPairs) {
    if (pair.prompt.size() == 1) continue;  // a letter alone may stand for anything
    if (place_of(pair.prompt, names)) return pair.answer;
    if (place_of(pair.answer, names)) return pair.prompt;
  }
  return "";
}

bool is_messages_name(std::string_view name) {
  return is_one_of(name, kMessages);
}

bool is_examples_name(std::string_view name) {
  return is_one_of(name, kExamples);
}

std::optional<Speaker> speaker_named(std::string_view role) {
  for (const Role& known : kRoles) {
    if (is_name(role, known.name)) return known.speaker;
  }
  return std::nullopt;
}

bool is_role_name(std::string_view name) {
  return is_name(name, "role") || is_name(name, "from");
}

bool is_content_name(std::string_view name) {
  return is_name(name, "content") || is_name(name, "value");
}

}  // namespace glassgpt
