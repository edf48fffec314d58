#include "values.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"

namespace glassgpt::wasm {

void Member::add_to(val& object) const {
  if (value_ != nullptr) {
    object.set(name_, *value_);
  } else if (text_ != nullptr) {
    object.set(name_, *text_);
  } else {
    object.set(name_, is_truth_ ? val(number_ != 0) : val(number_));
  }
}

val object(std::initializer_list<Member> members) {
  val result = val::object();
  for (const Member& member : members) member.add_to(result);
  return result;
}

val strings(const std::vector<std::string>& values) {
  return val::array(values);
}

val floats(std::span<const float> values) {
  const val view(emscripten::typed_memory_view(values.size(), values.data()));
  return val::global("Float32Array").new_(view);  // of an array, and so a copy
}

double number(const val& from, const char* name) {
  const val member = from[name];
  if (!member.isNumber()) throw Error(name, "it is not a number", "give a number");
  return member.as<double>();
}

double whole_number(const val& from, const char* name, double least, double most) {
  const double value = number(from, name);
  if (!(value >= least && value <= most) || value != std::floor(value)) {
    throw Error(name, "it is " + describe_number(value), "give a whole number in its range");
  }
  return value;
}

int whole_int(const val& from, const char* name) {
  constexpr double kMostInt = 2147483647.0;
  return static_cast<int>(whole_number(from, name, -kMostInt, kMostInt));
}

}  // namespace glassgpt::wasm
