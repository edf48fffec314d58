#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// JavaScript values out of plain C++ ones, and back.
namespace glassgpt::wasm {

using emscripten::val;

/// A JavaScript object out of names and values.
val object(std::initializer_list<std::pair<const char*, val>> members);

/// Counts are numbers in JavaScript, exact up to 2^53.
val count(std::uint64_t value);

/// An array of strings.
val strings(const std::vector<std::string>& values);

/// A Float32Array with a copy of the numbers.
val floats(std::span<const float> values);

/// An array of what `convert` makes of each item.
template <typename Item, typename Convert>
val array_of(const std::vector<Item>& items, Convert convert) {
  val result = val::array();
  for (const Item& item : items) result.call<void>("push", convert(item));
  return result;
}

/// A member of an object. @throws Error if it is not a number
double number(const val& from, const char* name);

/// A member of an object. @throws Error if it is not a whole number from `least` to `most`
double whole_number(const val& from, const char* name, double least, double most);

/// A member of an object. @throws Error if it is not a whole number that an int holds
int whole_int(const val& from, const char* name);

}  // namespace glassgpt::wasm
