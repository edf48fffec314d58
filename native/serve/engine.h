#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "native/serve/completion_request.h"
#include "native/serve/limits.h"
#include "native/serve/reply.h"
#include "native/serve/request_error.h"
#include "native/serve/served_model.h"

namespace glassgpt {

/// A request as the engine takes it.
struct EngineRequest {
  std::uint64_t number = 0;  ///< that no other has
  CompletionRequest request;
  Clock::time_point deadline;  ///< when its answer has to be there
};

/// What has become of a request since the last event of it.
struct EngineEvent {
  std::uint64_t number = 0;                       ///< the request's
  std::shared_ptr<const ServedModel> model = {};  ///< that answers: of its first event alone
  AnswerPart part = {};
  std::optional<AnswerEnd> end = {};       ///< the last event, if it was answered
  std::optional<RequestError> error = {};  ///< the last event, if it was not
};

/// Answers requests in a thread of its own, as many at the same time as the model has places for, all of them in one
/// pass of the model a token. Others wait in a queue, first come, first served.
///
/// What is called from outside returns at once.
class Engine {
 public:
  /// Called in the engine's thread with what came of a pass.
  using Deliver = std::function<void(std::vector<EngineEvent> events)>;

  Engine(std::shared_ptr<ServedModel> model, std::size_t queue, Deliver deliver);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  /// What still runs gets no further events.
  ~Engine();

  /// Whether a request was taken.
  enum class Admission { taken, queue_full, stopping };

  /// Takes a request, for which there will be events.
  Admission submit(EngineRequest request);

  /// Frees the place of a request whose client has left. There may still be events of it.
  void cancel(std::uint64_t number);

  /// Answers with another model whatever has not begun to be answered.
  void switch_to(std::shared_ptr<ServedModel> model);

  /// Takes no more requests, and sends away those that wait.
  void stop();

  /// Requests at the moment.
  struct Load {
    std::size_t running = 0;
    std::size_t waiting = 0;
    bool takes_more = false;
  };
  [[nodiscard]] Load load() const;

 private:
  class Batch;

  /// With the mutex held.
  [[nodiscard]] bool has_room() const { return waiting_.size() + running_ < queue_ + places_; }
  void run();
  bool wait_for_work();
  void take_changes();
  void send_waiting_away();
  void begin_waiting();
  void pass();

  const std::size_t queue_;
  const Deliver deliver_;

  mutable std::mutex mutex_;
  std::condition_variable change_;
  // By the mutex:
  std::deque<EngineRequest> waiting_;
  std::vector<std::uint64_t> cancelled_;
  std::shared_ptr<ServedModel> next_model_;
  std::size_t places_ = 0;
  std::size_t running_ = 0;
  bool stopping_ = false;
  bool ends_ = false;

  // Of the engine's thread alone:
  std::vector<std::unique_ptr<Batch>> batches_;  ///< one a model; the last one's answers new requests
  std::vector<EngineEvent> events_;

  std::thread thread_;  ///< last: it uses the rest
};

}  // namespace glassgpt
