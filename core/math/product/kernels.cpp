#include "kernels.h"

namespace glassgpt {

namespace {

bool has_avx512() {
#if defined(__GNUC__) && defined(__x86_64__)
  // What x86-64-v4 stands for.
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
         __builtin_cpu_supports("avx512cd") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0;
#else
  return false;
#endif
}

}  // namespace

std::array<const ProductKernel*, 3> product_kernels() {
  return {has_avx512() ? avx512_kernel() : nullptr, core_kernel(), eigen_kernel()};
}

const ProductKernel& fastest_kernel() {
  static const ProductKernel& fastest = []() -> const ProductKernel& {
    for (const ProductKernel* kernel : product_kernels()) {
      if (kernel != nullptr) return *kernel;
    }
    return *eigen_kernel();  // what every compiler builds that knows no vectors
  }();
  return fastest;
}

}  // namespace glassgpt
