#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glassgpt {

/// What a message says in English, `{name}` standing for a value, and the code by which it is told in other languages.
/// All of them stand in words.h.
struct Words {
  const char* code;
  const char* english;
};

struct MessageValue;

/// What a person is told: words with the values in them, or a text that is the same in all languages, as a file's name
/// is. Texts that are made of several keep them as values, so that each can be told in another language.
class Message {
 public:
  // NOLINTBEGIN(google-explicit-constructor): a text is a message, and so are words
  /// A text as it is.
  template <typename Text>
  requires std::convertible_to<Text, std::string_view> Message(const Text& text) : text_(std::string_view(text)) {}
  Message(const Words& words);
  // NOLINTEND(google-explicit-constructor)
  Message(const Words& words, std::vector<MessageValue> values);

  /// In English.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// Of the words; empty if there are none but the text.
  [[nodiscard]] std::string_view code() const { return code_; }
  [[nodiscard]] const std::vector<MessageValue>& values() const { return values_; }

 private:
  std::string_view code_;
  std::vector<MessageValue> values_;
  std::string text_;
};

/// What stands in a message for a name: a whole number, or messages, listed if they are several.
struct MessageValue {
  template <std::integral Number>
  MessageValue(const char* its_name, Number value)
      : name(its_name), number(static_cast<double>(value)), messages({std::to_string(value)}) {}
  MessageValue(const char* its_name, Message message) : name(its_name), messages({std::move(message)}) {}
  MessageValue(const char* its_name, std::vector<Message> list) : name(its_name), messages(std::move(list)) {}

  const char* name;
  std::optional<double> number = {};
  std::vector<Message> messages;  ///< of a number, its digits
};

/// Their texts, in English.
std::vector<std::string> texts_of(const std::vector<Message>& messages);

}  // namespace glassgpt
