#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "native/serve/allowed_hosts.h"
#include "native/serve/api_keys.h"
#include "native/serve/engine.h"
#include "native/serve/http.h"
#include "native/serve/metrics.h"
#include "native/serve/page_files.h"
#include "native/serve/route.h"
#include "native/serve/server_log.h"

namespace glassgpt {

/// What a server is to do.
struct ServeOptions {
  std::string model;                     ///< file
  std::string host = "127.0.0.1";        ///< to listen at
  int port = 8080;                       ///< likewise; 0 for any that is free
  std::vector<std::string> allow_hosts;  ///< names to be asked under besides its own, or `*`
  std::string api_key_file;              ///< none if empty
  std::string allow_origin;              ///< whose pages may ask: an origin, or `*`; none if empty
  std::string page;                      ///< folder of the page; none if empty
  int threads = all_cores();             ///< that continue prompts
  bool log_prompts = false;              ///< whether the log tells what was asked and answered
  LogForm log = LogForm::text;
  ServeLimits limits;
};

/// Answers what comes over HTTP: with the engine's answers, with what is known of the model and the server, and with
/// the files of the page. For the thread of HttpServer::run().
class Service final : public HttpHandler {
 public:
  /// @param options, log  to outlive it
  /// @param page  null if there is none
  /// @param post  calls something in that thread, from any other
  /// @param connections  how many are open
  Service(const ServeOptions& options, ApiKeys keys, std::unique_ptr<const PageFiles> page, ServerLog& log,
          std::shared_ptr<ServedModel> model, std::function<void(std::function<void()>)> post,
          std::function<std::size_t()> connections);
  ~Service() override;

  /// Refuses requests under other names from now on.
  void answer_only_as(AllowedHosts hosts) { hosts_ = std::move(hosts); }

  /// Answers with another model from now on; what is under way is answered by the one before.
  void switch_to(std::shared_ptr<ServedModel> model);
  /// That a model file could not be loaded.
  void note_failed_reload() { metrics_.add_reload(false); }
  /// Takes no more requests that take long.
  void stop() { engine_->stop(); }

  std::optional<HttpReply> answer_head(const HttpRequest& request) override;
  void answer(std::shared_ptr<Exchange> exchange) override;
  HttpReply answer_fault(const HttpRequest& so_far, const RequestError& fault) override;
  void on_accepting(bool accepts, const std::string& reason) override;

 private:
  struct Completion;

  [[nodiscard]] std::optional<HttpReply> refused(const HttpRequest& request, const Route& route) const;
  [[nodiscard]] HttpReply known_reply(const HttpRequest& request, const Route& route) const;
  [[nodiscard]] HttpReply page_reply(const HttpRequest& request, const std::string& path) const;
  [[nodiscard]] static HttpReply error_reply_of(const RequestError& error);
  [[nodiscard]] ServerState state() const;
  void allow_origin(const HttpRequest& request, HttpReply& reply) const;
  /// Sends a reply, with what pages of another origin need of it.
  void reply_to(Exchange& exchange, HttpReply reply) const;
  /// Counts and logs a request. @param record  of it, but for what the request itself says
  void note(const HttpRequest& request, std::string_view endpoint, RequestRecord record);
  void note_reply(const HttpRequest& request, std::string_view endpoint, int status, std::string_view end);
  void begin(const std::shared_ptr<Exchange>& exchange, CompletionKind kind);
  void take(std::vector<EngineEvent> events);
  void take(Completion& completion, EngineEvent& event);
  void begin_reply(Completion& completion, const ServedModel& model);
  void end_with(Completion& completion, const AnswerEnd& end);
  void end_with(Completion& completion, const RequestError& error);
  void note_end(const Completion& completion, int status, std::string_view end, const AnswerEnd& counts);
  void leave(std::uint64_t number);

  const ServeOptions& options_;
  const ApiKeys keys_;
  AllowedHosts hosts_;
  const std::unique_ptr<const PageFiles> page_;
  ServerLog& log_;
  std::shared_ptr<const ServedModel> model_;  ///< that new requests are answered by
  const std::function<std::size_t()> connections_;
  Metrics metrics_;
  std::uint64_t requests_ = 0;                                                  ///< that the engine has been given
  std::unordered_map<std::uint64_t, std::unique_ptr<Completion>> completions_;  ///< under way, by their numbers
  std::unique_ptr<Engine> engine_;  ///< last: its thread ends before the rest does
};

}  // namespace glassgpt
