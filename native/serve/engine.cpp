#include "native/serve/engine.h"

#include <algorithm>
#include <utility>

#include "native/serve/engine_batch.h"

namespace glassgpt {

Engine::Engine(std::shared_ptr<ServedModel> model, std::size_t queue, Deliver deliver)
    : queue_(queue), deliver_(std::move(deliver)), places_(model->places) {
  batches_.push_back(std::make_unique<Batch>(std::move(model)));
  thread_ = std::thread([this] { run(); });
}

Engine::~Engine() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  change_.notify_one();
  thread_.join();
}

Engine::Admission Engine::submit(EngineRequest request) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return Admission::stopping;
    if (!has_room()) return Admission::queue_full;
    waiting_.push_back(std::move(request));
  }
  change_.notify_one();
  return Admission::taken;
}

void Engine::cancel(std::uint64_t number) {
  {
    const std::lock_guard lock(mutex_);
    const auto is_it = [number](const EngineRequest& request) { return request.number == number; };
    if (std::erase_if(waiting_, is_it) > 0) return;
    cancelled_.push_back(number);
  }
  change_.notify_one();
}

void Engine::switch_to(std::shared_ptr<ServedModel> model) {
  {
    const std::lock_guard lock(mutex_);
    next_model_ = std::move(model);
  }
  change_.notify_one();
}

void Engine::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  change_.notify_one();
}

Engine::Load Engine::load() const {
  const std::lock_guard lock(mutex_);
  return {.running = running_, .waiting = waiting_.size(), .takes_more = !stopping_ && has_room()};
}

void Engine::run() {
  while (wait_for_work()) {
    take_changes();
    send_waiting_away();
    begin_waiting();
    pass();
    if (!events_.empty()) deliver_(std::exchange(events_, {}));
  }
}

bool Engine::wait_for_work() {
  std::unique_lock lock(mutex_);
  change_.wait(lock, [this] {
    return ends_ || running_ > 0 || !waiting_.empty() || !cancelled_.empty() || next_model_ != nullptr;
  });
  return !ends_;
}

void Engine::take_changes() {
  std::vector<std::uint64_t> cancelled;
  std::shared_ptr<ServedModel> model;
  {
    const std::lock_guard lock(mutex_);
    std::swap(cancelled, cancelled_);
    std::swap(model, next_model_);
    if (model) places_ = model->places;
  }
  for (const std::uint64_t number : cancelled) {
    for (const auto& batch : batches_) batch->cancel(number);
  }
  if (model) batches_.push_back(std::make_unique<Batch>(std::move(model)));
}

void Engine::send_waiting_away() {
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  std::erase_if(waiting_, [&](const EngineRequest& request) {
    EngineEvent event{.number = request.number};
    if (stopping_) {
      event.error.emplace(503, "stopping", "the server", "it is stopping", "try again");
    } else if (request.deadline <= now) {
      event.error.emplace(503, "timeout", "the queue", "the request has waited too long in it", "try again later");
    } else {
      return false;
    }
    events_.push_back(std::move(event));
    return true;
  });
}

void Engine::begin_waiting() {
  Batch& current = *batches_.back();
  while (current.free() > 0) {
    std::optional<EngineRequest> next;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
      ++running_;  // from now on it is no longer counted as waiting
    }
    current.begin(std::move(*next), events_);
  }
}

void Engine::pass() {
  const auto now = Clock::now();
  for (const auto& batch : batches_) {
    batch->end_late(now, events_);
    if (batch->running() > 0) batch->pass(events_);
  }
  // Of models that are no longer the current one, those whose last answer is done are let go.
  const auto is_done = [this](const auto& batch) { return batch != batches_.back() && batch->running() == 0; };
  batches_.erase(std::remove_if(batches_.begin(), batches_.end() - 1, is_done), batches_.end() - 1);
  std::size_t running = 0;
  for (const auto& batch : batches_) running += batch->running();
  const std::lock_guard lock(mutex_);
  running_ = running;
}

}  // namespace glassgpt
