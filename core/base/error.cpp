#include "error.h"

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

Error::Error(std::string_view where, std::string_view what, std::string_view remedy)
    : std::runtime_error(one_line(where, what, remedy)) {}

}  // namespace glassgpt
