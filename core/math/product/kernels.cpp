#include "kernels.h"

#include "../simd.h"

namespace glassgpt {

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

template <typename Real>
const ProductKernel<Real>& product_kernel() {
#if defined(GLASSGPT_PRODUCT_EIGEN)
  return *eigen_kernel<Real>();
#elif defined(GLASSGPT_PRODUCT_SCALAR) || !GLASSGPT_VECTORS
  return *scalar_kernel<Real>();
#elif defined(GLASSGPT_PORTABLE)
  return *core_kernel<Real>();
#else
  const ProductKernel<Real>* avx512 = has_avx512() ? avx512_kernel<Real>() : nullptr;
  return avx512 != nullptr ? *avx512 : *core_kernel<Real>();
#endif
}

template const ProductKernel<float>& product_kernel();
template const ProductKernel<double>& product_kernel();

}  // namespace glassgpt
