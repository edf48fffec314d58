#include "native/serve/service.h"

#include <utility>

#include "native/serve/completion.h"
#include "native/serve/reply.h"

namespace glassgpt {

namespace {

RequestError not_found(std::string_view what) {
  return {404, "not_found", what, "there is nothing", "see /v1/models, /v1/completions and /v1/chat/completions"};
}

/// Whether a body's type is JSON; parameters such as a character set may follow.
bool is_json(std::string_view content_type) {
  constexpr std::string_view kType = kJsonType;
  if (!content_type.starts_with(kType)) return false;
  const std::string_view rest = content_type.substr(kType.size());
  return rest.empty() || rest.front() == ';' || rest.front() == ' ';
}

}  // namespace

Service::Service(const ServeOptions& options, ApiKeys keys, std::unique_ptr<const PageFiles> page, ServerLog& log,
                 std::shared_ptr<ServedModel> model, std::function<void(std::function<void()>)> post,
                 std::function<std::size_t()> connections)
    : options_(options),
      keys_(std::move(keys)),
      page_(std::move(page)),
      log_(log),
      model_(model),
      connections_(std::move(connections)) {
  const auto deliver = [this, post = std::move(post)](std::vector<EngineEvent> events) {
    // A std::function has to be copied, which the events are not worth.
    post([this, all = std::make_shared<std::vector<EngineEvent>>(std::move(events))] { take(std::move(*all)); });
  };
  engine_ = std::make_unique<Engine>(std::move(model), static_cast<std::size_t>(options.limits.queue), deliver);
}

Service::~Service() = default;

void Service::switch_to(std::shared_ptr<ServedModel> model) {
  model_ = model;
  metrics_.add_reload(true);
  engine_->switch_to(std::move(model));
}

std::optional<HttpReply> Service::answer_head(const HttpRequest& request) {
  const Route route = route_of(request.target, page_ != nullptr);
  std::optional<HttpReply> reply = refused(request, route);
  if (!reply && request.method == "POST") return std::nullopt;
  if (!reply) reply = known_reply(request, route);
  allow_origin(request, *reply);
  note_reply(request, route.label, reply->status, {});
  return reply;
}

std::optional<HttpReply> Service::refused(const HttpRequest& request, const Route& route) const {
  if (request.host && !hosts_.allow(*request.host)) {
    return error_reply_of({421, "host_not_allowed", "the header Host", "it names another server than this one",
                           "ask under the address that the server listens at, or start it with --allow-host NAME"});
  }
  if (route.endpoint == Endpoint::none) return error_reply_of(not_found(path_of_target(request.target)));
  if (request.method == "OPTIONS") {
    return HttpReply{.status = 204, .headers = {{"Allow", std::string(methods_of(route.endpoint))}}};
  }
  if (!answers(route.endpoint, request.method)) {
    HttpReply reply = error_reply_of({405, "method_not_allowed", request.method.substr(0, 16),
                                      "it is not answered here", "use " + std::string(methods_of(route.endpoint))});
    reply.headers.emplace_back("Allow", methods_of(route.endpoint));
    return reply;
  }
  if (needs_key(route.endpoint) && !keys_.allow(request.authorization)) {
    HttpReply reply = error_reply_of({401, "invalid_api_key", "the API key",
                                      request.authorization.empty() ? "it is missing" : "it is none of the server's",
                                      "send the header Authorization: Bearer KEY"});
    reply.headers.emplace_back("WWW-Authenticate", "Bearer");
    return reply;
  }
  // What a page of another origin can send without asking first is never JSON.
  if (request.method == "POST" && !is_json(request.content_type)) {
    return error_reply_of({415, "unsupported_media_type", "the body", "it is not said to be JSON",
                           "send the header Content-Type: application/json"});
  }
  return std::nullopt;
}

HttpReply Service::known_reply(const HttpRequest& request, const Route& route) const {
  const auto context = static_cast<std::size_t>(model_->model.config.max_seq_len);
  switch (route.endpoint) {
    case Endpoint::models:
      return {.content_type = kJsonType, .body = models_reply(model_->name, model_->created, context)};
    case Endpoint::model:
      if (route.detail != model_->name) return error_reply_of(unknown_model(route.detail, model_->name));
      return {.content_type = kJsonType, .body = model_reply(model_->name, model_->created, context)};
    case Endpoint::health:
      return {.content_type = kJsonType, .body = json_line({{"status", "ok"}})};
    case Endpoint::ready:
      if (engine_->load().takes_more) return {.content_type = kJsonType, .body = json_line({{"status", "ready"}})};
      return error_reply_of({503, "not_ready", "the server", "it is stopping, or its queue is full", "try again"});
    case Endpoint::metrics:
      return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics_.text(state())};
    default:
      return page_reply(request, route.detail);
  }
}

HttpReply Service::page_reply(const HttpRequest& request, const std::string& path) const {
  const std::optional<PageFile> file = page_->find(path);
  if (!file) return error_reply_of(not_found(path_of_target(request.target)));
  HttpReply reply{
      .headers = {{"Cache-Control", file->cache_control}, {"ETag", file->tag}, {"X-Content-Type-Options", "nosniff"}}};
  if (request.if_none_match == file->tag) {
    reply.status = 304;
    return reply;
  }
  reply.content_type = file->content_type;
  reply.body = file->content;
  reply.file = file->path;
  return reply;
}

HttpReply Service::error_reply_of(const RequestError& error) {
  HttpReply reply{.status = error.status(), .content_type = kJsonType, .body = error_reply(error)};
  if (error.status() == 429 || error.status() == 503) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

void Service::allow_origin(const HttpRequest& request, HttpReply& reply) const {
  if (options_.allow_origin.empty() || request.origin.empty()) return;
  if (options_.allow_origin != "*" && options_.allow_origin != request.origin) return;
  reply.headers.emplace_back("Access-Control-Allow-Origin", options_.allow_origin);
  reply.headers.emplace_back("Vary", "Origin");
  if (request.method != "OPTIONS") return;
  reply.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST");
  reply.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type, X-Request-Id");
  reply.headers.emplace_back("Access-Control-Max-Age", "86400");
}

HttpReply Service::answer_fault(const HttpRequest& so_far, const RequestError& fault) {
  note_reply(so_far, "none", fault.status(), fault.code());
  return error_reply_of(fault);
}

void Service::on_accepting(bool accepts, const std::string& reason) {
  if (accepts) {
    log_.event("accepting", "Connections are accepted again.");
  } else {
    log_.warning("not_accepting", "no connection can be accepted for now: " + reason, {{"reason", reason}});
  }
}

ServerState Service::state() const {
  const Engine::Load load = engine_->load();
  return {.running = load.running,
          .waiting = load.waiting,
          .places = model_->places,
          .connections = connections_(),
          .model = model_->name,
          .digest = model_->digest,
          .ready = load.takes_more,
          .log_lines_lost = log_.lines_lost()};
}

void Service::note_reply(const HttpRequest& request, std::string_view endpoint, int status, std::string_view end) {
  note(request, endpoint, {.status = status, .end = std::string(end)});
}

void Service::note(const HttpRequest& request, std::string_view endpoint, RequestRecord record) {
  record.id = request.id;
  record.method = request.method;
  record.path = std::string(path_of_target(request.target));
  record.seconds = in_seconds(Clock::now() - request.begin);
  metrics_.add_reply(endpoint, record.status, record.seconds);
  log_.request(record);
}

void Service::reply_to(Exchange& exchange, HttpReply reply) const {
  allow_origin(exchange.request(), reply);
  exchange.reply(std::move(reply));
}

}  // namespace glassgpt
