#pragma once

#include <emscripten/val.h>

#include <initializer_list>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

/// JavaScript values out of plain C++ ones, and back.
namespace glassgpt::wasm {

using emscripten::val;

/// A member of a JavaScript object, for object() alone: it only points to what it is made of, and so costs little code
/// wherever one is made.
class Member {
 public:
  /// A number, exact up to 2^53, or a truth value.
  template <typename Number>
  requires std::is_arithmetic_v<Number> Member(const char* name, Number value)
      : name_(name), number_(static_cast<double>(value)), is_truth_(std::is_same_v<Number, bool>) {}
  Member(const char* name, const std::string& text) : name_(name), text_(&text) {}
  Member(const char* name, const val& value) : name_(name), value_(&value) {}

  /// Makes it a member of the object.
  void add_to(val& object) const;

 private:
  const char* name_;
  double number_ = 0;
  bool is_truth_ = false;
  const std::string* text_ = nullptr;
  const val* value_ = nullptr;
};

/// A JavaScript object out of names and values.
val object(std::initializer_list<Member> members);

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
