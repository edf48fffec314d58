#pragma once

#include <cstddef>
#include <functional>

namespace glassgpt {

/// Who runs tasks that do not wait for each other: threads, of which the core itself starts none. As it is made,
/// whoever calls it.
struct Executor {
  /// Called with the number of a task, from 0.
  using Task = std::function<void(std::size_t)>;

  /// Tasks that it can run at once, the caller's included; at least 1.
  std::size_t threads = 1;

  /// Calls task(i) for each i below `tasks`, in any order and from any thread, and returns when all have ended. If some
  /// throw, it throws what one of them did. Null: the caller runs them one after another.
  std::function<void(std::size_t tasks, const Task& task)> run_all = nullptr;

  /// Calls task(i) for each of so many tasks.
  template <typename EachTask>
  void run(std::size_t tasks, const EachTask& task) const {
    if (run_all && tasks > 1) return run_all(tasks, std::cref(task));
    for (std::size_t i = 0; i < tasks; ++i) task(i);
  }
};

}  // namespace glassgpt
