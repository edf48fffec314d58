#include "options_json.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "../base/number_text.h"
#include "../text/utf8.h"

namespace glassgpt {

void write_value(JsonWriter& json, const OptionValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) json.boolean(*truth);
  if (const auto* whole = std::get_if<int>(&value)) json.integer(*whole);
  if (const auto* number = std::get_if<double>(&value)) json.number(*number);
  if (const auto* seed = std::get_if<std::uint64_t>(&value)) json.integer(*seed);
  if (const auto* name = std::get_if<std::string_view>(&value)) json.string(*name);
}

OptionValue value_from_json(const JsonObject& json, const OptionFacts& facts, const OptionValue& like,
                            std::uint64_t most_whole) {
  if (std::holds_alternative<bool>(like)) return json.boolean(facts.name);
  if (std::holds_alternative<double>(like)) return json.number(facts.name);
  if (std::holds_alternative<int>(like)) {
    return static_cast<int>(json.integer(facts.name, static_cast<std::uint64_t>(facts.valid_from), most_whole));
  }
  if (std::holds_alternative<std::uint64_t>(like)) {
    return json.integer(facts.name, 0, std::numeric_limits<std::uint64_t>::max());
  }
  const auto found = std::find(facts.choices.begin(), facts.choices.end(), json.string(facts.name));
  if (found != facts.choices.end()) return *found;
  std::string names;
  for (const std::string_view& choice : facts.choices) {
    if (!names.empty()) names += &choice == &facts.choices.back() ? " or " : ", ";
    names += in_quotes(choice);
  }
  json.place().field(facts.name).fail_expected(names, describe(json.field(facts.name)));
}

void check_valid(const OptionFacts& facts, const OptionValue& value, const Place& place) {
  const auto* number = std::get_if<double>(&value);
  // Negated, so that NaN is refused as well.
  if (number == nullptr || (*number >= facts.valid_from && *number < facts.valid_below)) return;
  const int least = static_cast<int>(facts.valid_from);
  const Place field = place.field(facts.name);
  if (std::isinf(facts.valid_below)) {
    field.fail_expected({words::a_finite_number_from, {{"least", least}}}, describe(*number));
  }
  field.fail_expected({words::a_number_below, {{"least", least}, {"limit", static_cast<int>(facts.valid_below)}}},
                      describe(*number));
}

}  // namespace glassgpt
