#include "message.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace glassgpt {

namespace {

/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<Message>& messages) {
  std::string list;
  for (const Message& message : messages) {
    if (!list.empty()) list += &message == &messages.back() ? " and " : ", ";
    list += message.text();
  }
  return list;
}

}  // namespace

Message::Message(const Words& words) : code_(words.code), text_(words.english) {}

Message::Message(const Words& words, std::vector<MessageValue> values) : code_(words.code), values_(std::move(values)) {
  const std::string_view english = words.english;
  for (std::size_t i = 0; i < english.size(); ++i) {
    const auto is_here = [&](const MessageValue& it) {
      const std::string_view name = it.name;
      return english.substr(i + 1, name.size()) == name && english.substr(i + 1 + name.size(), 1) == "}";
    };
    const auto value = english[i] == '{' ? std::find_if(values_.begin(), values_.end(), is_here) : values_.end();
    if (value == values_.end()) {
      text_ += english[i];
    } else {
      text_ += listed(value->messages);
      i += std::string_view(value->name).size() + 1;
    }
  }
}

std::vector<std::string> texts_of(const std::vector<Message>& messages) {
  std::vector<std::string> texts;
  for (const Message& message : messages) texts.push_back(message.text());
  return texts;
}

}  // namespace glassgpt
