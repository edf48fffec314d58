#include "error.h"

#include <string>
#include <string_view>

namespace glassgpt {

namespace {

std::string one_line(std::string_view where, std::string_view what, std::string_view remedy) {
  std::string message;
  message.reserve(where.size() + what.size() + remedy.size() + 4);
  message.append(where).append(": ").append(what).append("; ").append(remedy);
  for (char& character : message) {
    if (character == '\n' || character == '\r') character = ' ';
  }
  return message;
}

}  // namespace

Error::Error(const Message& where, const Message& what, const Message& remedy)
    : std::runtime_error(one_line(where.text(), what.text(), remedy.text())),
      parts_(std::make_shared<const Parts>(Parts{.where = where, .what = what, .remedy = remedy})) {}

}  // namespace glassgpt
