#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "../model/piece.h"

namespace glassgpt {

/// Where the time of training steps goes, by operation and direction.
class Profile {
 public:
  /// Seconds since any moment, which never go back.
  using Clock = std::function<double()>;

  /// An operation in one direction, over all steps.
  struct Entry {
    Operation operation = Operation::batch;    ///< which
    Direction direction = Direction::forward;  ///< and which way
    double seconds = 0;                        ///< spent on it
    double operations = 0;                     ///< floating-point operations of its matrix products, as Piece says
  };

  /// @param clock  read before and after every piece
  explicit Profile(Clock clock);

  /// Steps measured, from their beginning to their end.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  /// What was measured in all: the entries and the rest.
  [[nodiscard]] double seconds() const;

  /// What took time: forward, backward, update, each in the order of Operation.
  [[nodiscard]] std::vector<Entry> entries() const;

  /// The rest: what lay between the pieces of a step.
  [[nodiscard]] double other_seconds() const { return other_seconds_; }

  // For the trainer. A step begins with its batch; pieces before the first one are not measured.

  /// A piece begins.
  void begin(const Piece& piece);
  /// It has ended.
  void end(const Piece& piece);
  /// The step has ended.
  void end_step();

 private:
  double lap();

  Clock clock_;
  std::array<std::array<Entry, kOperations>, kDirections> entries_{};
  double other_seconds_ = 0;
  std::uint64_t steps_ = 0;
  bool in_step_ = false;
  double lap_began_ = 0;
};

}  // namespace glassgpt
