#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "../base/words.h"
#include "dataset.h"

namespace glassgpt {

/// Where a record of a JSON file stands, for messages.
struct RecordPlace {
  bool lines = false;  ///< whether each line is one
  bool whole_file = false;
  std::size_t number = 1;  ///< its line, or which one in the file it is

  /// "chats.json, record 3" or "chats.jsonl, line 3".
  [[nodiscard]] Message in_file(std::string_view name) const;
};

/// What the members of a file's records hold. The first record tells by its names which of them all examples are made
/// of.
class JsonRecord {
 public:
  enum class Shape {
    unknown,   ///< until the first record ends
    chat,      ///< a prompt and its answer
    text,      ///< a text
    messages,  ///< a chat, in an array
    message,   ///< one of a chat that is the whole file
  };

  struct Member {
    std::string name;
    std::string text = {};         ///< its value
    const Words* found = nullptr;  ///< what its value is instead of a string
    bool present = true;           ///< in this record
  };

  explicit JsonRecord(FileReport& report) : report_(report) {}

  [[nodiscard]] Shape shape() const { return shape_; }
  /// Where the record is that is read.
  RecordPlace place;
  [[nodiscard]] Message where() const { return place.in_file(report_.name); }

  /// A record begins.
  void begin();
  /// A member begins. Its value goes to `value()`, if that is not null; else it is not needed.
  void begin_member(const std::string& name);
  [[nodiscard]] Member* value() { return value_; }
  /// The value that begins is an array. @return whether it holds the record's messages
  bool begin_messages();
  /// The value that begins is an array in the outermost object. @return whether it holds the file's examples
  bool begin_examples();
  /// The record ends. @throws Error if something is missing in it
  void end();

  // Of a record that has ended.

  /// Of a prompt, what belongs to it included. @throws Error if it is no string
  std::string prompt();
  std::string answer() { return take(1); }
  std::string text() { return take(0); }
  std::string role() { return take(0); }
  std::string content() { return members_[1].found == &words::null ? "" : take(1); }

 private:
  Member* known_member(const std::string& name);
  void leave_out_or_adopt(const std::string& name);
  void choose_shape();
  void keep(Shape shape, const std::vector<std::size_t>& needed);
  std::string take(std::size_t i);
  [[noreturn]] void fail_twice(std::string_view name) const;
  [[noreturn]] void fail_missing(std::string_view name) const;
  [[noreturn]] void fail_unknown(const std::vector<std::string>& names) const;

  FileReport& report_;
  Shape shape_ = Shape::unknown;
  std::vector<Member> members_;  ///< of the first record all, then those that are needed, in the order of their use
  Member* value_ = nullptr;
  std::string messages_name_;  ///< of the member that holds messages
  bool is_messages_ = false;   ///< whether its value comes next
  bool has_messages_ = false;  ///< whether the record has it
};

}  // namespace glassgpt
