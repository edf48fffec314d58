#include "native/thread_pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace glassgpt {

int all_cores() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMostThreads);
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  work_signal_.notify_all();
  for (std::thread& other : others_) other.join();
}

Executor ThreadPool::executor() {
  return {.threads = threads_,
          .run_all = [this](std::size_t tasks, const Executor::Task& task) { run_all(tasks, task); }};
}

void ThreadPool::start() {
  try {
    while (others_.size() + 1 < threads_) others_.emplace_back([this] { wait_for_work(); });
  } catch (const std::system_error&) {
    threads_ = others_.size() + 1;  // where a system gives no more, fewer do the same work
  }
}

void ThreadPool::wait_for_work() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_signal_.wait(lock, [this] { return ends_ || next_ < tasks_; });
    if (ends_) return;
    do_tasks(lock);
  }
}

/// Tasks as long as there are some that nobody has begun. @param lock  of the mutex, held but for the tasks themselves
void ThreadPool::do_tasks(std::unique_lock<std::mutex>& lock) {
  while (next_ < tasks_) {
    const std::size_t i = next_++;
    std::exception_ptr error;
    lock.unlock();
    try {
      (*task_)(i);
    } catch (...) {  // for the thread that called
      error = std::current_exception();
    }
    lock.lock();
    if (error) error_ = error;
    done_ += 1;
    if (done_ == tasks_) done_signal_.notify_one();
  }
}

void ThreadPool::run_all(std::size_t tasks, const Executor::Task& task) {
  start();
  std::unique_lock lock(mutex_);
  task_ = &task;
  tasks_ = tasks;
  next_ = done_ = 0;
  work_signal_.notify_all();
  do_tasks(lock);
  done_signal_.wait(lock, [this] { return done_ == tasks_; });
  tasks_ = next_ = 0;
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

}  // namespace glassgpt
