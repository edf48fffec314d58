#include "native/serve/serve.h"

#include <spdlog/fmt/fmt.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "native/activity.h"
#include "native/exit_codes.h"
#include "native/files.h"
#include "native/output.h"
#include "native/serve/http_server.h"

namespace glassgpt {

namespace {

constexpr auto kKeysVariable = "GLASSGPT_API_KEYS";

ApiKeys read_keys(const ServeOptions& options) {
  ApiKeys keys;
  if (!options.api_key_file.empty()) keys.add(read_file(options.api_key_file), options.api_key_file);
  if (const char* variable = std::getenv(kKeysVariable)) keys.add(variable, kKeysVariable);
  return keys;
}

/// An address as a browser takes it.
std::string address_of(const std::string& host, std::uint16_t port) {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}", is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "", port);
}

/// The parts of a server, put together.
class Server {
 public:
  explicit Server(const ServeOptions& options) : options_(options), log_(options.log) {
    ApiKeys keys = read_keys(options);
    has_keys_ = !keys.empty();
    std::unique_ptr<const PageFiles> page;
    if (!options.page.empty()) page = std::make_unique<PageFiles>(options.page, options.model);
    auto model = load();
    describe(*model);
    service_ = std::make_unique<Service>(
        options, std::move(keys), std::move(page), log_, std::move(model),
        [this](std::function<void()> call) { http_->post(std::move(call)); }, [this] { return http_->connections(); });
    http_ = std::make_unique<HttpServer>(options.limits, *service_);
  }

  int run() {
    const std::uint16_t port = http_->listen(options_.host, static_cast<std::uint16_t>(options_.port));
    for (const int signal : {SIGINT, SIGTERM}) http_->on_signal(signal, [this] { stop(); });
    http_->on_signal(SIGHUP, [this] { reload(); });
    if (const auto names = own_names(); !names.empty()) service_->answer_only_as(AllowedHosts(names));
    warn();
    const std::string address = address_of(options_.host, port);
    log_.event("ready", fmt::format("Serving {} at {}; Ctrl-C stops it.", described_, address),
               {{"address", address}, {"model", options_.model}});
    http_->run();
    if (loader_.joinable()) loader_.join();
    log_.event("stopped", "Stopped.");
    return kExitDone;
  }

 private:
  /// The names under which it is asked; empty for any. What other machines call this one is not known, so that a name
  /// is looked at only if they cannot reach it, or if it was said.
  [[nodiscard]] std::vector<std::string> own_names() const {
    std::vector<std::string> names = options_.allow_hosts;
    if (names.empty() && !http_->is_loopback()) return names;
    names.insert(names.end(), {"localhost", "127.0.0.1", "::1", options_.host});
    return names;
  }

  /// What may surprise whoever started it.
  void warn() {
    if (!http_->is_loopback() && !has_keys_) {
      log_.warning("no_keys", "everybody who reaches this machine can use the model; --api-key-file asks for keys");
    }
    if (has_keys_ && !options_.page.empty()) {
      log_.warning("page_without_key", "the page, and with it the model's file, is given without a key");
    }
  }

  void describe(const ServedModel& model) {
    described_ =
        fmt::format("{} ({}, {} at a time in {})", options_.model, counted(model.model.parameters.size(), "parameter"),
                    counted(model.places, "request"), size_text(model.cache_bytes));
  }

  [[nodiscard]] std::shared_ptr<ServedModel> load() const {
    return std::make_shared<ServedModel>(options_.model, options_.limits.concurrent, options_.threads);
  }

  void stop() {
    if (stopping_) std::_Exit(kExitInterrupted);
    stopping_ = true;
    log_.event("stopping", "Stopping once what runs is answered; Ctrl-C again stops at once.");
    service_->stop();
    http_->stop();
    http_->after(options_.limits.stop_timeout, [this] { http_->close_all(); });
  }

  /// Loads the model file anew, in a thread of its own, while the one that there is answers.
  void reload() {
    if (stopping_) return;
    if (loader_.joinable()) {
      reload_again_ = true;  // the file may have changed after it was read
      return;
    }
    loader_ = std::thread([this] {
      std::shared_ptr<ServedModel> model;
      std::string problem;
      try {
        model = load();
      } catch (const std::exception& error) {
        problem = error.what();
      }
      http_->post([this, model, problem] { end_reload(model, problem); });
    });
  }

  void end_reload(std::shared_ptr<ServedModel> model, const std::string& problem) {
    loader_.join();
    if (model) {
      describe(*model);
      service_->switch_to(std::move(model));
      log_.event("reloaded", "From now on " + described_ + " answers.");
    } else {
      service_->note_failed_reload();
      log_.warning("reload_failed", "the model stays as it is: " + problem, {{"reason", problem}});
    }
    if (std::exchange(reload_again_, false)) reload();
  }

  const ServeOptions& options_;
  ServerLog log_;
  std::unique_ptr<HttpServer> http_;  // before the service, whose engine calls it to its end
  std::unique_ptr<Service> service_;
  std::thread loader_;
  std::string described_;  ///< the model, in words
  bool has_keys_ = false;
  bool stopping_ = false;
  bool reload_again_ = false;
};

}  // namespace

int serve(const ServeOptions& options) {
  if (options.log == LogForm::json) tell_activities_in_json();
  return Server(options).run();
}

}  // namespace glassgpt
