#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/generate/generation.h"
#include "native/json_text.h"
#include "native/serve/completion_request.h"
#include "native/serve/request_error.h"

namespace glassgpt {

/// A token as a client is told of it.
struct ReplyToken {
  std::string text;
  double log_probability = 0;
};

/// A token of an answer, with those that were likeliest in its place.
struct AnswerToken : ReplyToken {
  std::vector<ReplyToken> likeliest;
};

/// What has come of an answer at a time.
struct AnswerPart {
  std::string text;                 ///< to append to what came before
  std::vector<AnswerToken> tokens;  ///< if they are to be told of
};

/// Why an answer ended, in OpenAI's words.
enum class FinishReason {
  stop,    ///< at `</s>` or before a stop text
  length,  ///< at the most tokens
};

/// The name that clients know it by.
std::string_view name_of(FinishReason reason);

/// What is to be said of an answer at its end.
struct AnswerEnd {
  FinishReason reason = FinishReason::stop;
  std::size_t prompt_tokens = 0;
  std::size_t answer_tokens = 0;
  Confidence confidence;
  std::vector<std::string> unknown;  ///< words of the prompt
  std::vector<std::string> notes;    ///< on the prompt
};

/// Writes what a client gets for a request, as JSON that OpenAI's clients read. Beside what they know, an object
/// `glassgpt` says how sure the model was and what was made of the prompt.
class ReplyWriter {
 public:
  /// @param id       of the reply
  /// @param created  seconds since 1970
  /// @param model    the name of the one that answers
  /// @param digest   of its weights
  ReplyWriter(const CompletionRequest& request, std::string id, std::int64_t created, std::string model,
              std::string digest);

  /// A reply that is whole.
  [[nodiscard]] std::string whole(const AnswerPart& all, const AnswerEnd& end) const;

  /// What a stream begins with; may be empty.
  [[nodiscard]] std::string stream_begin() const;
  /// A part of it, which is not empty.
  std::string stream_part(const AnswerPart& part);
  /// What it ends with.
  [[nodiscard]] std::string stream_end(const AnswerEnd& end) const;

 private:
  /// @param choices  the answer, or none
  [[nodiscard]] Json reply(bool is_whole, Json choices) const;
  [[nodiscard]] Json choice(bool is_whole, const AnswerPart& part, const Json& finish_reason) const;
  [[nodiscard]] std::string event(const AnswerPart& part, const Json& finish_reason) const;

  CompletionKind kind_;
  bool log_probabilities_;
  bool stream_usage_;
  std::string id_;
  std::int64_t created_;
  std::string model_;
  std::string digest_;
  std::size_t offset_ = 0;  ///< bytes of the stream's text so far
};

/// What a client is told instead of an answer.
std::string error_reply(const RequestError& error);

/// Likewise in the middle of a stream, which then ends.
std::string error_in_stream(const RequestError& error);

/// A model as /v1/models/{id} tells of it.
std::string model_reply(std::string_view id, std::int64_t created, std::size_t context);

/// Likewise as /v1/models does, with no other beside it.
std::string models_reply(std::string_view id, std::int64_t created, std::size_t context);

}  // namespace glassgpt
