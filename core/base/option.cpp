#include "option.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include "error.h"
#include "number_text.h"

namespace glassgpt {

namespace {

/// A limit without an exponent: 0.00001.
std::string limit_text(double limit) {
  char text[64] = {};
  std::snprintf(text, sizeof(text), "%.10f", limit);
  std::string shortened(text);
  shortened.erase(shortened.find_last_not_of('0') + 1);
  if (shortened.back() == '.') shortened.pop_back();
  return shortened;
}

[[noreturn]] void fail(const OptionFacts& facts, const std::string& value, const Words& remedy, std::string_view where,
                       std::string_view prefix) {
  throw Error(where, {words::option_is, {{"option", std::string(prefix).append(facts.name)}, {"value", value}}},
              {remedy, {{"least", limit_text(facts.least)}, {"most", limit_text(facts.most)}}});
}

}  // namespace

std::string_view choice_named(const OptionFacts& facts, std::string_view name, std::string_view where) {
  const auto found = std::find(facts.choices.begin(), facts.choices.end(), name);
  if (found != facts.choices.end()) return *found;
  std::string names;
  for (const std::string_view& choice : facts.choices) {
    if (!names.empty()) names += &choice == &facts.choices.back() ? " or " : ", ";
    names += choice;
  }
  throw Error(where, "there is no \"" + std::string(name) + "\"", "choose " + names);
}

void check_limits(const OptionFacts& facts, const OptionValue& value, std::string_view where, std::string_view prefix) {
  if (const auto* whole = std::get_if<int>(&value); whole != nullptr && (*whole < facts.least || *whole > facts.most)) {
    fail(facts, std::to_string(*whole), words::choose_whole_number, where, prefix);
  }
  // Negated, so that NaN is out of range as well.
  if (const auto* number = std::get_if<double>(&value);
      number != nullptr && !(*number >= facts.least && *number <= facts.most)) {
    fail(facts, describe_number(*number), words::choose_number, where, prefix);
  }
}

}  // namespace glassgpt
