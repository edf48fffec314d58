#include "native/serve/reply.h"

#include <utility>

#include "native/json_text.h"

namespace glassgpt {

namespace {

constexpr auto kStreamDone = "data: [DONE]\n\n";

/// An event of a stream, as the HTML standard has it ("Server-sent events").
std::string server_sent(const Json& json) {
  return "data: " + json_line(json) + "\n";
}

Json bytes_of(std::string_view text) {
  Json bytes = Json::array();
  for (const char byte : text) bytes.push_back(static_cast<unsigned char>(byte));
  return bytes;
}

Json chat_token(const ReplyToken& token) {
  return {{"token", token.text}, {"logprob", token.log_probability}, {"bytes", bytes_of(token.text)}};
}

Json log_probabilities_of_chat(const std::vector<AnswerToken>& tokens) {
  Json content = Json::array();
  for (const AnswerToken& token : tokens) {
    Json entry = chat_token(token);
    entry["top_logprobs"] = Json::array();
    for (const ReplyToken& likely : token.likeliest) entry["top_logprobs"].push_back(chat_token(likely));
    content.push_back(std::move(entry));
  }
  return {{"content", std::move(content)}, {"refusal", nullptr}};
}

Json log_probabilities_of_text(const std::vector<AnswerToken>& tokens, std::size_t offset) {
  Json texts = Json::array();
  Json values = Json::array();
  Json likeliest = Json::array();
  Json offsets = Json::array();
  for (const AnswerToken& token : tokens) {
    texts.push_back(token.text);
    values.push_back(token.log_probability);
    Json likely = Json::object();
    for (const ReplyToken& one : token.likeliest) likely[one.text] = one.log_probability;
    likeliest.push_back(std::move(likely));
    offsets.push_back(offset);
    offset += token.text.size();
  }
  return {{"tokens", std::move(texts)},
          {"token_logprobs", std::move(values)},
          {"top_logprobs", std::move(likeliest)},
          {"text_offset", std::move(offsets)}};
}

Json usage(const AnswerEnd& end) {
  return {{"prompt_tokens", end.prompt_tokens},
          {"completion_tokens", end.answer_tokens},
          {"total_tokens", end.prompt_tokens + end.answer_tokens}};
}

/// What OpenAI's clients have no word for.
Json own_words(const AnswerEnd& end) {
  const Confidence& confidence = end.confidence;
  return {
      {"confidence", {{"lowest", confidence.lowest}, {"mean", confidence.mean()}, {"guess", confidence.is_guess()}}},
      {"unknown", end.unknown},
      {"notes", end.notes},
  };
}

Json error_json(const RequestError& error) {
  std::string_view type = "invalid_request_error";
  if (error.status() == 429) type = "rate_limit_error";
  if (error.status() >= 500) type = "server_error";
  const Json param = error.param().empty() ? Json() : Json(error.param());
  return {{"error", {{"message", error.what()}, {"type", type}, {"param", param}, {"code", error.code()}}}};
}

Json model_json(std::string_view id, std::int64_t created, std::size_t context) {
  return {{"id", id}, {"object", "model"}, {"created", created}, {"owned_by", "glassgpt"}, {"max_model_len", context}};
}

}  // namespace

std::string_view name_of(FinishReason reason) {
  return reason == FinishReason::stop ? "stop" : "length";
}

ReplyWriter::ReplyWriter(const CompletionRequest& request, std::string id, std::int64_t created, std::string model,
                         std::string digest)
    : kind_(request.kind),
      log_probabilities_(request.log_probabilities),
      stream_usage_(request.stream_usage),
      id_(std::move(id)),
      created_(created),
      model_(std::move(model)),
      digest_(std::move(digest)) {}

Json ReplyWriter::reply(bool is_whole, Json choices) const {
  std::string_view object = "text_completion";
  if (kind_ == CompletionKind::chat) object = is_whole ? "chat.completion" : "chat.completion.chunk";
  return {{"id", id_},
          {"object", object},
          {"created", created_},
          {"model", model_},
          {"system_fingerprint", digest_},
          {"choices", std::move(choices)}};
}

Json ReplyWriter::choice(bool is_whole, const AnswerPart& part, const Json& finish_reason) const {
  Json choice = {{"index", 0}};
  Json probabilities;
  if (kind_ == CompletionKind::text) {
    choice["text"] = part.text;
    if (log_probabilities_) probabilities = log_probabilities_of_text(part.tokens, offset_);
  } else {
    Json& message = choice[is_whole ? "message" : "delta"];
    message = Json::object();
    if (is_whole) message = {{"role", "assistant"}, {"content", part.text}, {"refusal", nullptr}};
    if (!is_whole && !part.text.empty()) message["content"] = part.text;
    if (log_probabilities_) probabilities = log_probabilities_of_chat(part.tokens);
  }
  choice["logprobs"] = std::move(probabilities);
  choice["finish_reason"] = finish_reason;
  return choice;
}

std::string ReplyWriter::event(const AnswerPart& part, const Json& finish_reason) const {
  Json json = reply(false, Json::array({choice(false, part, finish_reason)}));
  if (stream_usage_) json["usage"] = nullptr;
  return server_sent(json);
}

std::string ReplyWriter::whole(const AnswerPart& all, const AnswerEnd& end) const {
  Json json = reply(true, Json::array({choice(true, all, name_of(end.reason))}));
  json["usage"] = usage(end);
  json["glassgpt"] = own_words(end);
  return json_line(json);
}

std::string ReplyWriter::stream_begin() const {
  if (kind_ == CompletionKind::text) return {};
  Json json = reply(false, Json::array({{{"index", 0},
                                         {"delta", {{"role", "assistant"}, {"content", ""}}},
                                         {"logprobs", nullptr},
                                         {"finish_reason", nullptr}}}));
  if (stream_usage_) json["usage"] = nullptr;
  return server_sent(json);
}

std::string ReplyWriter::stream_part(const AnswerPart& part) {
  std::string text = event(part, nullptr);
  offset_ += part.text.size();
  return text;
}

std::string ReplyWriter::stream_end(const AnswerEnd& end) const {
  Json last = reply(false, Json::array({choice(false, {}, name_of(end.reason))}));
  if (stream_usage_) last["usage"] = nullptr;
  last["glassgpt"] = own_words(end);
  std::string text = server_sent(last);
  if (stream_usage_) {
    Json counts = reply(false, Json::array());
    counts["usage"] = usage(end);
    text += server_sent(counts);
  }
  return text + kStreamDone;
}

std::string error_reply(const RequestError& error) {
  return json_line(error_json(error));
}

std::string error_in_stream(const RequestError& error) {
  return server_sent(error_json(error)) + kStreamDone;
}

std::string model_reply(std::string_view id, std::int64_t created, std::size_t context) {
  return json_line(model_json(id, created, context));
}

std::string models_reply(std::string_view id, std::int64_t created, std::size_t context) {
  return json_line({{"object", "list"}, {"data", Json::array({model_json(id, created, context)})}});
}

}  // namespace glassgpt
