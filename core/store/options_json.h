#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>

#include "../base/option.h"
#include "json_reader.h"
#include "json_writer.h"

namespace glassgpt {

/// Writes an option's value.
void write_value(JsonWriter& json, const OptionValue& value);

/// An object's field as an option's value. @param like  of the type that it is to have
/// @param most_whole  that a whole number may be, if it is no seed
/// @throws Error naming the field at fault
OptionValue value_from_json(const JsonObject& json, const OptionFacts& facts, const OptionValue& like,
                            std::uint64_t most_whole);

/// Throws Error unless a number is finite and can be reckoned with. @param place  of the object
void check_valid(const OptionFacts& facts, const OptionValue& value, const Place& place);

/// The names of a table's options.
template <typename Options, std::size_t N>
std::set<std::string_view> names_of(const Option<Options> (&table)[N]) {
  std::set<std::string_view> names;
  for (const Option<Options>& option : table) names.insert(option.name);
  return names;
}

/// Writes a table's options as fields of the object that is open, without those that may be absent and have their
/// default, so that files of runs and models without them stay as they are.
template <typename Options, std::size_t N>
void write_options(JsonWriter& json, const Option<Options> (&table)[N], const Options& options) {
  for (const Option<Options>& option : table) {
    const OptionValue value = option.get(options);
    if (!option.may_be_absent || value != option.fallback()) write_value(json.key(option.name), value);
  }
}

/// The reverse, as value_from_json() has it.
template <typename Options, std::size_t N>
void read_options(const JsonObject& json, const Option<Options> (&table)[N], Options& options,
                  std::uint64_t most_whole) {
  for (const Option<Options>& option : table) {
    if (option.may_be_absent && !json.has(option.name)) continue;
    option.set(options, value_from_json(json, option, option.fallback(), most_whole));
  }
}

/// Throws Error unless all numbers are such that check_valid() takes them.
template <typename Options, std::size_t N>
void check_valid(const Option<Options> (&table)[N], const Options& options, const Place& place) {
  for (const Option<Options>& option : table) check_valid(option, option.get(options), place);
}

}  // namespace glassgpt
