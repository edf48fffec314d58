#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "native/serve/reply.h"
#include "native/serve/service.h"

namespace glassgpt {

/// That a client asks for a model which is not served.
RequestError unknown_model(std::string_view asked, std::string_view served);

/// A completion that is under way.
struct Service::Completion {
  std::uint64_t number = 0;
  std::shared_ptr<Exchange> exchange;
  CompletionRequest request;               ///< what is needed of it for the reply
  std::optional<ReplyWriter> writer = {};  ///< once it is known which model answers
  AnswerPart answer = {};                  ///< so far; of a stream only if the log tells of it
  bool has_begun = false;                  ///< whether its first token has come
};

}  // namespace glassgpt
