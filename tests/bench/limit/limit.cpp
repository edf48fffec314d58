// The most that one core can do in float32, by a loop of multiply-adds: limit SECONDS prints JSON, which is empty
// where the processor lacks the instructions that this was compiled for.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "multiply_adds.h"

int main(int argc, char** argv) {
#ifdef GLASSGPT_LIMIT_AVX512
  if (__builtin_cpu_supports("avx512f") == 0) {
    std::cout << "{}\n";
    return 0;
  }
#endif
  using Clock = std::chrono::steady_clock;
  constexpr int kRounds = 10'000'000;
  const std::chrono::duration<double> least(argc > 1 ? std::atof(argv[1]) : 1.0);

  volatile float sink = 0;
  double most = 0;  // of bursts of about 10 ms: whatever else the machine does only takes from a limit
  const Clock::time_point first = Clock::now();
  Clock::time_point end = first;
  while (end - first < least) {
    const Clock::time_point began = end;
    sink = multiply_adds(kRounds);
    end = Clock::now();
    const std::chrono::duration<double> seconds = end - began;
    most = std::max(most, static_cast<double>(kRounds) * operations_per_round() / seconds.count());
  }
  static_cast<void>(sink);
  std::cout << "{\"gflops\": " << most / 1e9 << "}\n";
}
