#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/generate/generation.h"
#include "native/serve/limits.h"

namespace glassgpt {

/// The two ways to ask a model, and what OpenAI names them by.
enum class CompletionKind {
  text,  ///< /v1/completions: goes on with a text
  chat,  ///< /v1/chat/completions: answers the last message of a conversation
};

/// What a client asks for.
struct CompletionRequest {
  CompletionKind kind = CompletionKind::text;
  std::string model;               ///< that it names; empty if none
  std::string prompt;              ///< what the model reads: the text, or chat_prompt() of the last message
  GenerationOptions generation;    ///< how to go on; of the log-probabilities too
  bool says_length = false;        ///< whether it said `max_tokens`
  bool says_seed = false;          ///< whether it said `seed`
  std::vector<std::string> stop;   ///< texts before which the answer ends
  bool log_probabilities = false;  ///< whether the reply is to tell them
  bool stream = false;             ///< whether the reply comes as it is made
  bool stream_usage = false;       ///< whether its tokens are counted at the end of the stream
};

/// Reads the body of a request. Fields that it does not know are passed over, as OpenAI does; those it knows and cannot
/// do, such as several answers, are refused unless they ask for what it does anyway.
///
/// Of a conversation the last message is asked, as in training every question stands for itself; it has to be the
/// user's.
/// @param body  anything
/// @throws RequestError with status 400 that names the field
CompletionRequest read_completion_request(std::string_view body, CompletionKind kind, const ServeLimits& limits);

}  // namespace glassgpt
