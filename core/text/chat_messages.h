#pragma once

#include <optional>
#include <string>

#include "dataset.h"
#include "known_names.h"

namespace glassgpt {

/// Makes examples of the messages of chats: every question that is answered next is one with its answer, whatever was
/// said before, because a model is asked each question by itself, too. What becomes no example is counted.
class ChatMessages {
 public:
  /// @param examples  to add to
  /// @param report    counts what is left out
  ChatMessages(ExampleList& examples, FileReport& report) : examples_(examples), report_(report) {}

  /// Takes the next message of a chat; one of white space alone says nothing.
  void add(Speaker speaker, std::string content);

  /// Ends the chat.
  void finish();

 private:
  ExampleList& examples_;
  FileReport& report_;
  std::optional<std::string> question_;  ///< not yet answered
};

}  // namespace glassgpt
