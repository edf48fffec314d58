#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "../model/work.h"

namespace glassgpt {

/// Where the time of training steps goes, by operation and direction.
class Profile {
 public:
  /// Seconds since any moment, which never go back.
  using Clock = std::function<double()>;

  /// An operation in one direction, over all steps.
  struct Entry {
    std::string operation;                     ///< which, by its name: that of the same one in every block
    Direction direction = Direction::forward;  ///< and which way
    double seconds = 0;                        ///< spent on it
    double flops = 0;                          ///< floating-point operations of its matrix products
  };

  /// @param clock  read before and after every work item
  explicit Profile(Clock clock);

  /// Steps measured, from their beginning to their end.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  /// What was measured in all: the entries and the rest.
  [[nodiscard]] double seconds() const;

  /// What took time: forward, backward, update, each in the order of a forward pass.
  [[nodiscard]] std::vector<Entry> entries() const;

  /// The rest: what lay between the items of a step.
  [[nodiscard]] double other_seconds() const { return other_seconds_; }

  // For the trainer. What comes before the first step begins is not measured.

  /// A step begins, with its first item.
  void begin_step();
  /// A further item of it begins.
  void begin_item();
  /// An item has ended.
  void end_item(std::string_view operation, Direction direction, double flops);
  /// The step has ended.
  void end_step();

 private:
  double lap();

  Clock clock_;
  std::vector<Entry> entries_;  ///< in the order in which they were first seen
  double other_seconds_ = 0;
  std::uint64_t steps_ = 0;
  bool in_step_ = false;
  double lap_began_ = 0;
};

}  // namespace glassgpt
