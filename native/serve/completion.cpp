#include "native/serve/completion.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/text/utf8.h"
#include "native/serve/request_id.h"

namespace glassgpt {

namespace {

void append(AnswerPart& all, AnswerPart part) {
  all.text += part.text;
  std::move(part.tokens.begin(), part.tokens.end(), std::back_inserter(all.tokens));
}

RequestError refusal(Engine::Admission admission) {
  if (admission == Engine::Admission::queue_full) {
    return {429, "queue_full", "the server", "as many requests as it takes are waiting", "try again in a second"};
  }
  return {503, "stopping", "the server", "it is stopping", "try again in some seconds"};
}

}  // namespace

RequestError unknown_model(std::string_view asked, std::string_view served) {
  constexpr std::size_t kMostShown = 100;
  const std::string name = find_invalid_utf8(asked) ? "the model" : in_quotes(beginning_of(asked, kMostShown));
  return {404, "model_not_found", name, "it is not served here", "ask for \"" + std::string(served) + "\"", "model"};
}

void Service::answer(std::shared_ptr<Exchange> exchange) {
  const Route route = route_of(exchange->request().target, page_ != nullptr);
  try {
    begin(exchange, route.endpoint == Endpoint::chat_completions ? CompletionKind::chat : CompletionKind::text);
  } catch (const RequestError& error) {
    note_reply(exchange->request(), route.label, error.status(), error.code());
    reply_to(*exchange, error_reply_of(error));
  }
}

void Service::begin(const std::shared_ptr<Exchange>& exchange, CompletionKind kind) {
  const ServeLimits& limits = options_.limits;
  CompletionRequest request = read_completion_request(exchange->request().body, kind, limits);
  if (!request.model.empty() && request.model != model_->name) throw unknown_model(request.model, model_->name);
  if (!request.says_seed) request.generation.sampling.seed = unforeseen_bits();
  const std::uint64_t number = ++requests_;
  auto completion = std::make_unique<Completion>();
  completion->number = number;
  completion->exchange = exchange;
  completion->request = request;
  const auto deadline = exchange->request().begin + clock_duration(limits.request_timeout);
  const Engine::Admission admission =
      engine_->submit({.number = number, .request = std::move(request), .deadline = deadline});
  if (admission != Engine::Admission::taken) throw refusal(admission);
  completions_.emplace(number, std::move(completion));
  exchange->on_leave([this, number] { leave(number); });
}

void Service::take(std::vector<EngineEvent> events) {
  for (EngineEvent& event : events) {
    const auto found = completions_.find(event.number);
    if (found == completions_.end()) continue;  // its client has left
    const bool is_last = event.end || event.error;
    const std::unique_ptr<Completion> ended = is_last ? std::move(found->second) : nullptr;
    if (is_last) completions_.erase(found);
    take(ended ? *ended : *found->second, event);
  }
}

void Service::take(Completion& completion, EngineEvent& event) {
  if (event.error) return end_with(completion, *event.error);
  if (event.model) begin_reply(completion, *event.model);
  const bool is_first = !completion.has_begun && !event.model;
  if (is_first) {
    completion.has_begun = true;
    metrics_.add_first_token(in_seconds(Clock::now() - completion.exchange->request().begin));
  }
  const bool says_something = !event.part.text.empty() || !event.part.tokens.empty();
  if (completion.request.stream && says_something) {
    completion.exchange->write(completion.writer->stream_part(event.part));
  }
  if (!completion.request.stream || options_.log_prompts) append(completion.answer, std::move(event.part));
  if (event.end) end_with(completion, *event.end);
}

void Service::begin_reply(Completion& completion, const ServedModel& model) {
  const HttpRequest& request = completion.exchange->request();
  const std::string prefix = completion.request.kind == CompletionKind::chat ? "chatcmpl-" : "cmpl-";
  completion.writer.emplace(completion.request, prefix + request.id, unix_time(), model.name, model.digest);
  if (!completion.request.stream) return;
  // Proxies are told not to wait for the whole of it.
  HttpReply head{.content_type = "text/event-stream; charset=utf-8",
                 .headers = {{"Cache-Control", "no-cache"}, {"X-Accel-Buffering", "no"}}};
  allow_origin(request, head);
  completion.exchange->begin_stream(std::move(head));
  completion.exchange->write(completion.writer->stream_begin());
}

void Service::end_with(Completion& completion, const AnswerEnd& end) {
  metrics_.add_tokens(end.prompt_tokens, end.answer_tokens);
  note_end(completion, 200, name_of(end.reason), end);
  if (completion.request.stream) {
    completion.exchange->write(completion.writer->stream_end(end));
    return completion.exchange->end_stream();
  }
  reply_to(*completion.exchange, {.content_type = kJsonType, .body = completion.writer->whole(completion.answer, end)});
}

void Service::end_with(Completion& completion, const RequestError& error) {
  const bool has_begun_stream = completion.request.stream && completion.writer;
  note_end(completion, has_begun_stream ? 200 : error.status(), error.code(), {});
  if (has_begun_stream) {
    completion.exchange->write(error_in_stream(error));
    return completion.exchange->end_stream();
  }
  reply_to(*completion.exchange, error_reply_of(error));
}

void Service::leave(std::uint64_t number) {
  const auto found = completions_.find(number);
  if (found == completions_.end()) return;
  engine_->cancel(number);
  metrics_.add_left();
  note_end(*found->second, 499, "left", {});
  completions_.erase(found);
}

void Service::note_end(const Completion& completion, int status, std::string_view end, const AnswerEnd& counts) {
  const bool is_chat = completion.request.kind == CompletionKind::chat;
  note(completion.exchange->request(), is_chat ? "/v1/chat/completions" : "/v1/completions",
       {.status = status,
        .prompt_tokens = counts.prompt_tokens,
        .answer_tokens = counts.answer_tokens,
        .end = std::string(end),
        .prompt = options_.log_prompts ? completion.request.prompt : "",
        .answer = options_.log_prompts ? completion.answer.text : ""});
}

}  // namespace glassgpt
