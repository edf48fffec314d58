#include "native/serve/completion_request.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/text/dataset.h"
#include "core/text/utf8.h"
#include "native/serve/request_error.h"

namespace glassgpt {

namespace {

using RequestJson = nlohmann::json;

constexpr int kMostStops = 4;
constexpr std::size_t kMostStopBytes = 256;
constexpr int kMostLikeliestOfText = 5;
constexpr int kMostLikeliestOfChat = 20;
constexpr double kLeastTopP = 0.001;

/// "a string", for messages.
std::string_view type_text(const RequestJson& value) {
  switch (value.type()) {
    case RequestJson::value_t::null:
      return "null";
    case RequestJson::value_t::object:
      return "an object";
    case RequestJson::value_t::array:
      return "an array";
    case RequestJson::value_t::string:
      return "a string";
    case RequestJson::value_t::boolean:
      return "a truth value";
    case RequestJson::value_t::number_float:
      return "a fraction";
    default:
      return "a whole number";
  }
}

RequestError wrong_type(std::string_view field, const RequestJson& value, const std::string& wanted) {
  return bad_field(field, std::string("it is ").append(type_text(value)), "send " + wanted, "invalid_type");
}

/// Members of an object, each of the type that it has to have. Null is as good as none.
class Fields {
 public:
  explicit Fields(const RequestJson& object) : object_(&object) {}

  [[nodiscard]] const RequestJson* find(const char* name) const {
    const auto found = object_->find(name);
    return found == object_->end() || found->is_null() ? nullptr : &*found;
  }

  [[nodiscard]] std::string string(const char* name) const {
    const RequestJson* value = find(name);
    if (value == nullptr) return {};
    if (!value->is_string()) throw wrong_type(name, *value, "a string");
    return value->get<std::string>();
  }

  [[nodiscard]] bool truth(const char* name) const {
    const RequestJson* value = find(name);
    if (value == nullptr) return false;
    if (!value->is_boolean()) throw wrong_type(name, *value, "true or false");
    return value->get<bool>();
  }

  [[nodiscard]] std::optional<double> number(const char* name, double least, double most) const {
    const RequestJson* value = find(name);
    if (value == nullptr) return std::nullopt;
    const std::string wanted = "a number from " + number_in_words(least) + " to " + number_in_words(most);
    if (!value->is_number()) throw wrong_type(name, *value, wanted);
    const auto number = value->get<double>();
    if (!(number >= least && number <= most))
      throw bad_field(name, value->dump() + " is not possible", "send " + wanted);
    return number;
  }

  [[nodiscard]] std::optional<int> whole(const char* name, int least, int most) const {
    const RequestJson* value = find(name);
    if (value == nullptr) return std::nullopt;
    const std::string wanted = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    if (!value->is_number_integer()) throw wrong_type(name, *value, wanted);
    const auto number = value->get<double>();  // of any size
    if (number < least || number > most) throw bad_field(name, value->dump() + " is not possible", "send " + wanted);
    return value->get<int>();
  }

 private:
  static std::string number_in_words(double number) { return RequestJson(number).dump(); }

  const RequestJson* object_;
};

RequestJson parse(std::string_view body) {
  constexpr int kMostDepth = 32;
  const auto check_depth = [](int depth, RequestJson::parse_event_t, RequestJson&) {
    if (depth <= kMostDepth) return true;
    throw RequestError(400, "invalid_json", "the body", "it is nested more than 32 levels deep", "send a flat object");
  };
  try {
    RequestJson json = RequestJson::parse(body, check_depth);
    if (json.is_object()) return json;
    throw RequestError(400, "invalid_json", "the body", std::string("it is ").append(type_text(json)),
                       "send a JSON object");
  } catch (const RequestJson::parse_error& error) {
    throw RequestError(400, "invalid_json", "the body", "it is not JSON at byte " + std::to_string(error.byte),
                       "send a JSON object in UTF-8");
  } catch (const RequestJson::out_of_range&) {
    throw RequestError(400, "invalid_json", "the body", "a number in it is too large", "send smaller ones");
  }
}

/// Whether a value is as good as none: false, or an empty text, array or object.
bool asks_for_nothing(const RequestJson& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value == false || (value.is_structured() && value.empty());
}

/// What would change the answer and cannot be done is refused rather than passed over.
void refuse_what_is_not_done(const Fields& fields) {
  constexpr std::string_view kCode = "unsupported_value";
  for (const char* name : {"n", "best_of"}) {
    if (const RequestJson* value = fields.find(name); value != nullptr && *value != 1) {
      throw bad_field(name, "only one answer is given to a request", "send 1, or several requests", kCode);
    }
  }
  for (const char* name : {"echo", "suffix", "logit_bias", "tools", "functions"}) {
    const RequestJson* value = fields.find(name);
    if (value == nullptr || asks_for_nothing(*value)) continue;
    throw bad_field(name, "it is not supported", "leave it out", kCode);
  }
  for (const char* name : {"frequency_penalty", "presence_penalty"}) {
    if (fields.number(name, -2, 2).value_or(0) != 0) throw bad_field(name, "it is not supported", "send 0", kCode);
  }
  const RequestJson* format = fields.find("response_format");
  if (format && (!format->is_object() || format->value("type", RequestJson()) != "text")) {
    throw bad_field("response_format", "answers are plain text", "leave it out", kCode);
  }
}

std::string checked_prompt(const char* field, std::string prompt, const ServeLimits& limits) {
  if (prompt.size() <= static_cast<std::size_t>(limits.max_prompt)) return prompt;
  throw bad_field(
      field,
      "it has " + std::to_string(prompt.size()) + " bytes, and " + std::to_string(limits.max_prompt) + " are the most",
      "shorten it; the model looks at its end alone", "context_length_exceeded");
}

std::string read_prompt(const Fields& fields) {
  constexpr auto kField = "prompt";
  const RequestJson* prompt = fields.find(kField);
  if (prompt == nullptr) throw bad_field(kField, "it is missing", "send the text to go on with", "missing");
  if (prompt->is_array() && prompt->size() == 1) prompt = &prompt->front();
  if (prompt->is_array()) throw bad_field(kField, "it is not one text", "send a string", "unsupported_value");
  if (!prompt->is_string()) throw wrong_type(kField, *prompt, "a string");
  return prompt->get<std::string>();
}

/// A message's content: a string, or parts of it of which each is text.
std::string content_text(const std::string& field, const RequestJson& content) {
  if (content.is_string()) return content.get<std::string>();
  if (!content.is_array()) throw wrong_type(field, content, "a string");
  std::string text;
  for (const RequestJson& part : content) {
    if (!part.is_object() || part.value("type", RequestJson()) != "text" || !part.contains("text") ||
        !part["text"].is_string()) {
      throw bad_field(field, "a part of it is no text", "send text alone", "unsupported_value");
    }
    text += part["text"].get<std::string>();
  }
  return text;
}

/// The last message, which is to be answered.
std::string read_question(const Fields& fields) {
  constexpr auto kField = "messages";
  const RequestJson* messages = fields.find(kField);
  if (messages == nullptr) throw bad_field(kField, "it is missing", "send what the user says", "missing");
  if (!messages->is_array()) throw wrong_type(kField, *messages, "an array of objects with role and content");
  constexpr std::array<std::string_view, 6> kRoles = {"system", "developer", "user", "assistant", "tool", "function"};
  const auto name_of_message = [](std::size_t i) { return "messages[" + std::to_string(i) + "]"; };
  for (std::size_t i = 0; i < messages->size(); ++i) {
    const RequestJson& message = (*messages)[i];
    const std::string field = name_of_message(i);
    if (!message.is_object()) throw wrong_type(field, message, "an object with role and content");
    const std::string role = Fields(message).string("role");
    if (std::find(kRoles.begin(), kRoles.end(), role) == kRoles.end()) {
      throw bad_field(field + ".role", "it is " + in_quotes(role), "send system, user or assistant");
    }
  }
  if (messages->empty() || messages->back()["role"] != "user") {
    throw bad_field(kField, "the last one is not the user's", "end with a message whose role is user");
  }
  const std::string field = name_of_message(messages->size() - 1) + ".content";
  const RequestJson* content = Fields(messages->back()).find("content");
  if (content == nullptr) throw bad_field(field, "it is missing", "send what the user says", "missing");
  return content_text(field, *content);
}

std::vector<std::string> read_stops(const Fields& fields) {
  constexpr auto kField = "stop";
  const RequestJson* stop = fields.find(kField);
  if (stop == nullptr) return {};
  const std::string wanted = "a string, or up to " + std::to_string(kMostStops);
  const RequestJson all = stop->is_array() ? *stop : RequestJson::array({*stop});
  if (all.size() > kMostStops) throw bad_field(kField, std::to_string(all.size()) + " are too many", "send " + wanted);
  std::vector<std::string> stops;
  for (const RequestJson& one : all) {
    if (!one.is_string()) throw wrong_type(kField, one, wanted);
    stops.push_back(one.get<std::string>());
    if (stops.back().empty() || stops.back().size() > kMostStopBytes) {
      throw bad_field(kField, "one is empty or longer than " + std::to_string(kMostStopBytes) + " bytes",
                      "send shorter texts, or none");
    }
  }
  return stops;
}

void read_log_probabilities(const Fields& fields, CompletionRequest& request) {
  if (request.kind == CompletionKind::text) {
    const std::optional<int> likeliest = fields.whole("logprobs", 0, kMostLikeliestOfText);
    request.log_probabilities = likeliest.has_value();
    request.generation.likeliest = likeliest.value_or(0);
    return;
  }
  request.log_probabilities = fields.truth("logprobs");
  const std::optional<int> likeliest = fields.whole("top_logprobs", 0, kMostLikeliestOfChat);
  if (likeliest && !request.log_probabilities) {
    throw bad_field("top_logprobs", "log-probabilities are not asked for", "send \"logprobs\": true as well");
  }
  request.generation.likeliest = likeliest.value_or(0);
}

void read_sampling(const Fields& fields, CompletionRequest& request) {
  SamplingOptions& sampling = request.generation.sampling;
  const auto most = [](const char* name) { return option_named(kGenerationOptions, name).most; };
  sampling.temperature = fields.number("temperature", 0, most("temperature")).value_or(sampling.temperature);
  sampling.top_p = std::max(fields.number("top_p", 0, 1).value_or(sampling.top_p), kLeastTopP);
  sampling.top_k = fields.whole("top_k", 0, static_cast<int>(most("top_k"))).value_or(sampling.top_k);
  if (const RequestJson* seed = fields.find("seed")) {
    if (!seed->is_number_integer()) throw wrong_type("seed", *seed, "a whole number");
    sampling.seed =
        seed->is_number_unsigned() ? seed->get<std::uint64_t>() : static_cast<std::uint64_t>(seed->get<std::int64_t>());
    request.says_seed = true;
  }
}

void read_stream(const Fields& fields, CompletionRequest& request) {
  request.stream = fields.truth("stream");
  const RequestJson* options = fields.find("stream_options");
  if (options == nullptr) return;
  if (!options->is_object()) throw wrong_type("stream_options", *options, "an object");
  if (!request.stream) throw bad_field("stream_options", "the reply is no stream", "send \"stream\": true as well");
  request.stream_usage = Fields(*options).truth("include_usage");
}

}  // namespace

CompletionRequest read_completion_request(std::string_view body, CompletionKind kind, const ServeLimits& limits) {
  const RequestJson json = parse(body);
  const Fields fields(json);
  CompletionRequest request;
  request.kind = kind;
  request.model = fields.string("model");
  if (kind == CompletionKind::chat) {
    request.prompt = chat_prompt(checked_prompt("messages", read_question(fields), limits));
  } else {
    request.prompt = checked_prompt("prompt", read_prompt(fields), limits);
  }
  refuse_what_is_not_done(fields);
  for (const char* name : {"max_completion_tokens", "max_tokens"}) {
    const std::optional<int> length = fields.whole(name, 1, limits.max_answer);
    if (!length || request.says_length) continue;
    request.generation.max_tokens = *length;
    request.says_length = true;
  }
  request.stop = read_stops(fields);
  read_sampling(fields, request);
  read_log_probabilities(fields, request);
  read_stream(fields, request);
  return request;
}

}  // namespace glassgpt
