// The most that one core can do in float32, by a loop of multiply-adds: limit SECONDS prints JSON, which is empty
// where the processor lacks the instructions that this was compiled for.

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "multiply_adds.h"

int main(int argc, char** argv) {
#ifdef __AVX512F__
  if (__builtin_cpu_supports("avx512f") == 0) {
    std::cout << "{}\n";
    return 0;
  }
#endif
  using Clock = std::chrono::steady_clock;
  constexpr int kRounds = 10'000'000;
  const std::chrono::duration<double> least(argc > 1 ? std::atof(argv[1]) : 1.0);

  volatile float sink = multiply_adds(kRounds);  // the clock rate settles
  double operations = 0;
  const Clock::time_point began = Clock::now();
  std::chrono::duration<double> elapsed(0);
  while (elapsed < least) {
    sink = multiply_adds(kRounds);
    operations += static_cast<double>(kRounds) * operations_per_round();
    elapsed = Clock::now() - began;
  }
  static_cast<void>(sink);
  std::cout << "{\"gflops\": " << operations / elapsed.count() / 1e9 << "}\n";
}
