#pragma once

#include <cstdint>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace glassgpt {

/// Bytes that this process can still have: what the machine has free, or less if its control group (version 1 or 2) or
/// a limit of the process is nearer. Nothing where the system is not Linux, which tells it.
std::optional<std::uintmax_t> available_memory();

/// Looks now and then whether the memory is enough for work on large data, so that it ends with an error that says what
/// is needed: a system that promises more than it has kills the program instead.
class MemoryWatch {
 public:
  /// @param name  what errors name: a file, or the data
  explicit MemoryWatch(std::string name) : name_(std::move(name)), room_(available_memory()) {}

  /// Before a file of so many bytes is read, of which at least half stay in memory.
  /// @throws Failure if there is no room for them
  void check_file(std::uintmax_t size) const;

  /// While it goes on. @param done  bytes of the data @param all  in the end; 0 if nobody knows
  /// @throws Failure if hardly any memory is left
  void check(std::uintmax_t done, std::uintmax_t all);

  /// Does the work, of which check() is told. @throws Failure if there is no memory for it
  template <typename Work>
  auto within(const Work& work) {
    try {
      return work();
    } catch (const std::bad_alloc&) {
      give_up();
    } catch (const std::length_error&) {
      give_up();
    }
  }

 private:
  [[noreturn]] void give_up() const;
  [[noreturn]] void fail(std::uintmax_t needed) const;

  std::string name_;
  std::optional<std::uintmax_t> room_;  ///< at the beginning
  std::uintmax_t done_ = 0;
  std::uintmax_t all_ = 0;
  std::uintmax_t looked_at_ = 0;  ///< bytes that were done then
};

}  // namespace glassgpt
