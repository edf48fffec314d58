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

std::array<const ProductKernel*, 2> product_kernels() {
  const ProductKernel* avx512 = has_avx512() ? avx512_kernel() : nullptr;
  if (avx512 == nullptr) return {core_kernel(), nullptr};
  return {avx512, core_kernel()};
}

}  // namespace glassgpt
