#include "chat_messages.h"

#include <utility>

#include "dataset_formats.h"

namespace glassgpt {

void ChatMessages::add(Speaker speaker, std::string content) {
  if (is_blank(content)) return;
  switch (speaker) {
    case Speaker::system:
      ++report_.system_texts;
      break;
    case Speaker::tool:
      ++report_.tool_texts;
      break;
    case Speaker::user:
      finish();
      question_ = std::move(content);
      break;
    case Speaker::assistant:
      if (question_) {
        examples_.push_back(
            {.text = "", .prompt = std::move(*question_), .answer = std::move(content), .is_chat = true});
        question_.reset();
      } else {
        ++report_.unasked;
      }
      break;
  }
}

void ChatMessages::finish() {
  if (question_) ++report_.unanswered;
  question_.reset();
}

}  // namespace glassgpt
