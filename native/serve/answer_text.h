#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/generate/generation.h"
#include "native/serve/completion_request.h"

namespace glassgpt {

/// The text of an answer as it comes: without the space before a chat's, and ended before the first stop text.
class AnswerText {
 public:
  /// @param stops  none of them empty
  AnswerText(CompletionKind kind, std::vector<std::string> stops)
      : is_chat_(kind == CompletionKind::chat), stops_(std::move(stops)) {}

  /// Takes the next token's text. @return what is certain to belong to the answer, of it and of those before
  std::string add(std::string_view text);

  /// Whether a stop text has come: the answer is over, and nothing more is taken.
  [[nodiscard]] bool stopped() const { return stopped_; }

  /// What was held back because it might have been the beginning of a stop text, once the answer is over.
  std::string rest();

 private:
  bool is_chat_;
  bool is_first_ = true;
  bool stopped_ = false;
  std::vector<std::string> stops_;
  std::string held_back_;
};

}  // namespace glassgpt
