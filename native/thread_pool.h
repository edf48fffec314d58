#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/executor.h"

namespace glassgpt {

/// Most threads that somebody may ask for.
inline constexpr int kMostThreads = 1024;

/// How many threads the system can run at once, as far as it says.
int all_cores();

/// Threads that wait for work. The one that calls works too. They are started when there is first something for them.
class ThreadPool {
 public:
  /// @param threads  that work at once, the caller's included; at least 1
  explicit ThreadPool(std::size_t threads) : threads_(threads) {}
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ~ThreadPool();

  /// For the core, as long as the pool lives. Only one thread at a time may call it, and no task.
  [[nodiscard]] Executor executor();

 private:
  void start();
  void wait_for_work();
  void do_tasks(std::unique_lock<std::mutex>& lock);
  void run_all(std::size_t tasks, const Executor::Task& task);

  std::size_t threads_;
  std::mutex mutex_;
  std::condition_variable work_signal_;
  std::condition_variable done_signal_;
  const Executor::Task* task_ = nullptr;  ///< under way
  std::size_t tasks_ = 0;                 ///< of it
  std::size_t next_ = 0;                  ///< task that nobody has begun
  std::size_t done_ = 0;                  ///< tasks that have ended
  std::exception_ptr error_;              ///< of one of them
  bool ends_ = false;
  std::vector<std::thread> others_;  ///< last: they use the rest
};

}  // namespace glassgpt
