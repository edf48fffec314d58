#pragma once

// What is measured takes turns with the loop that shows the limit of the core, by the processor time that they get.
// What else the machine does, and the frequency that it gives the core, meets both alike.

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "multiply_adds.h"

namespace glassgpt {

/// Of this thread, which other work on the machine hardly adds to.
inline double processor_seconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Something that is run again and again, for about as long a turn.
template <typename Run>
class Turns {
 public:
  /// @param operations  floating-point operations each time
  /// @param seconds  of a turn, which runs it at least once
  Turns(Run run, double operations, double seconds) : run_(std::move(run)), operations_(operations) {
    run_();  // the first time finds nothing in any cache
    while (seconds_of_turn() < seconds / 8) times_ *= 2;
    times_ = std::max<std::size_t>(1, static_cast<std::size_t>(seconds * take() / operations_));
  }

  /// Takes a turn. @return operations a second
  double take() { return static_cast<double>(times_) * operations_ / seconds_of_turn(); }

 private:
  double seconds_of_turn() {
    const double began = processor_seconds();
    for (std::size_t i = 0; i < times_; ++i) run_();
    return processor_seconds() - began;
  }

  Run run_;
  double operations_;
  std::size_t times_ = 1;
};

struct Measured {
  double rate = 0;   ///< operations a second
  double share = 0;  ///< of the limit
};

/// @param seconds  in all, of three turns at least
/// @param turn  likewise of each turn, at least one run
template <typename Run>
Measured measure_in_turns(Run run, double operations, double seconds, double turn) {
  constexpr int kRounds = 10'000;
  constexpr std::size_t kLeastTurns = 3;
  constexpr double kLimitTurn = 0.5e-3;
  volatile float sink = 0;
  Turns limit([&sink] { sink = multiply_adds(kRounds); }, static_cast<double>(kRounds) * operations_per_round(),
              std::max(kLimitTurn, turn / 4));
  Turns measured(std::move(run), operations, turn);
  std::vector<double> rates, shares;
  const double began = processor_seconds();
  double before = limit.take();
  while (rates.size() < kLeastTurns || processor_seconds() - began < seconds) {
    rates.push_back(measured.take());
    const double after = limit.take();
    shares.push_back(2 * rates.back() / (before + after));
    before = after;
  }
  static_cast<void>(sink);
  return {.rate = median(std::move(rates)), .share = median(std::move(shares))};
}

}  // namespace glassgpt
