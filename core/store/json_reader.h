#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "../base/words.h"

namespace glassgpt {

/// Parsed JSON.
using Json = nlohmann::json;

/// A place in a file, for messages: the file's name and the way to a field, `model.json, config.vocab_size`.
class Place {
 public:
  /// The file as a whole. @param remedy  what to do about a fault in it; to outlive the place
  explicit Place(std::string_view file, const Words& remedy = words::damaged) : file_(file), remedy_(&remedy) {}

  /// The field of the object here.
  [[nodiscard]] Place field(std::string_view name) const;
  /// The element of the array here. @param index  from 0
  [[nodiscard]] Place element(std::size_t index) const;
  /// As an error begins.
  [[nodiscard]] std::string text() const;

  /// Throws Error about this place.
  [[noreturn]] void fail(const Message& what) const { fail(what, *remedy_); }
  /// Likewise, with another remedy than the file's.
  [[noreturn]] void fail(const Message& what, const Message& remedy) const;
  /// About something else than what is expected here.
  [[noreturn]] void fail_expected(const Message& expected, const Message& found) const;

 private:
  std::string file_;
  const Words* remedy_;
  std::string path_;  ///< empty: the whole file
};

/// A value for a message: `2.5`, `"word"`, `an array`.
Message describe(const Json& value);
/// Likewise an array with its elements: `[2,3]`.
std::string describe_elements(const Json& array);

/// Numbers of the tensors of a JSON checkpoint by the tensor's name.
using TensorData = std::map<std::string, std::vector<float>, std::less<>>;

/// Parses JSON as RFC 8259 has it, and more strictly: no key twice in an object, no deep nesting, no more values than
/// any checkpoint needs. No input makes it take much more memory than the text has.
///
/// @param place    of the text
/// @param tensors  if given, arrays at `tensors.<name>.data` go there, each number rounded to float32 once, and an
///                 empty array stands for them in the result: a tree of a million values would take 16 bytes for each
/// @throws Error naming the place of the fault
Json parse_json(std::string_view text, const Place& place, TensorData* tensors = nullptr);

/// An object's fields, checked as they are read: every function throws Error that names the field if it is missing or
/// not what is asked for. The value has to outlive it.
class JsonObject {
 public:
  /// @throws Error if the value is not an object
  JsonObject(const Json& value, Place place);

  /// Where the object stands.
  [[nodiscard]] const Place& place() const { return place_; }
  /// Fields that it has.
  [[nodiscard]] std::size_t size() const { return value_->size(); }
  /// Whether it has a field, of any type.
  [[nodiscard]] bool has(std::string_view name) const { return value_->contains(name); }

  /// A value of any type.
  [[nodiscard]] const Json& field(std::string_view name) const;
  /// An object.
  [[nodiscard]] JsonObject object(std::string_view name) const;
  /// An array.
  [[nodiscard]] const Json& array(std::string_view name) const;
  /// A string.
  [[nodiscard]] const std::string& string(std::string_view name) const;
  /// `true` or `false`.
  [[nodiscard]] bool boolean(std::string_view name) const;
  /// A finite number.
  [[nodiscard]] double number(std::string_view name) const;
  /// A whole number, written as one: 2 and not 2.0.
  [[nodiscard]] std::uint64_t integer(std::string_view name, std::uint64_t least, std::uint64_t most) const;

  /// Throws Error naming a field that is none of these.
  void allow_only(const std::set<std::string_view>& names) const;

 private:
  const Json* value_;
  Place place_;
};

}  // namespace glassgpt
