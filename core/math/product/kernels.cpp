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

template <typename Real>
std::array<const ProductKernel<Real>*, 2> product_kernels() {
  const ProductKernel<Real>* avx512 = has_avx512() ? avx512_kernel<Real>() : nullptr;
  if (avx512 == nullptr) return {core_kernel<Real>(), nullptr};
  return {avx512, core_kernel<Real>()};
}

template std::array<const ProductKernel<float>*, 2> product_kernels();
template std::array<const ProductKernel<double>*, 2> product_kernels();

}  // namespace glassgpt
