#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "native/json_text.h"
#include "native/output.h"

namespace glassgpt {

/// How the server tells what it does.
enum class LogForm {
  text,  ///< a line each on standard error
  json,  ///< an object each on standard output
  none,  ///< warnings and errors alone, on standard error
};

/// What became of a request.
struct RequestRecord {
  std::string id = {};
  std::string method = {};
  std::string path = {};  ///< without its query
  int status = 0;
  double seconds = 0;
  std::size_t prompt_tokens = 0;
  std::size_t answer_tokens = 0;
  std::string end = {};     ///< a FinishReason's name, the code of an error, or "left"
  std::string prompt = {};  ///< only where prompts are logged
  std::string answer = {};  ///< likewise
};

/// The log of a server. A line that cannot be written, to a full disk or a closed pipe, is counted, and nothing else
/// comes of it. For one thread.
class ServerLog {
 public:
  explicit ServerLog(LogForm form) : form_(form) {}

  /// What became of a request.
  void request(const RequestRecord& record);

  /// Something else that happened. @param line  the same in words
  void event(std::string_view name, std::string_view line, Json fields = Json::object());
  /// Likewise something that somebody should look at.
  void warning(std::string_view name, std::string_view line, Json fields = Json::object());

  /// Lines that could not be written.
  [[nodiscard]] std::size_t lines_lost() const { return lines_lost_ + log_lines_lost(); }

 private:
  void write(std::string_view name, const Json& fields);

  LogForm form_;
  std::size_t lines_lost_ = 0;  ///< to standard output
};

}  // namespace glassgpt
