#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/train/execution.h"

namespace glassgpt {

/// Processes that train one model together, on one machine or several, each of them a rank. All prepare the same run
/// and take the same steps; each works on some of a step's shards. Rank 0 alone tells how it goes, and saves.
class Ranks {
 public:
  Ranks() = default;
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;
  virtual ~Ranks() = default;

  /// Of this process, from 0.
  [[nodiscard]] virtual std::size_t rank() const = 0;
  [[nodiscard]] virtual std::size_t count() const = 0;
  /// How many of them share the cores of this machine.
  [[nodiscard]] virtual std::size_t on_this_machine() const = 0;

  /// How this rank works on steps. @param seconds  that rank 0 waits for another one before it gives that up
  virtual StepExecution execution(const Executor& executor, std::size_t parameters, double seconds) = 0;

  /// Why the step under way will not end, if others do not do their part of it.
  [[nodiscard]] virtual std::optional<std::string> lost() const = 0;

  /// Waits for all others: before the first step, and after the last one. @param run  what has to be the same
  /// everywhere
  /// @throws Failure on every rank, if it is not, or if one of them has given up
  virtual void meet(const std::string& run) = 0;

  /// This rank cannot go on, for the reason of that message.
  /// @return what it has to write itself, or nothing if rank 0 writes it for all
  virtual std::optional<std::string> give_up(const std::string& message) = 0;
};

}  // namespace glassgpt
