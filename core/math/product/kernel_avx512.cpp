// The product for x86-64 processors with AVX-512, whatever the rest of the core is compiled for. CMake compiles this
// source, and it alone, for x86-64-v4.

#include "../simd.h"
#include "kernels.h"

#if GLASSGPT_VECTORS && defined(__AVX512F__)
#include "packed_product.h"
#endif

namespace glassgpt {

template <typename Real>
const ProductKernel<Real>* avx512_kernel() {
#if GLASSGPT_VECTORS && defined(__AVX512F__)
  static constexpr ProductKernel<Real> kernel = {"avx512", PackedProduct<Real, 64 / sizeof(Real), 8, 2>::run};
  return &kernel;
#else
  return nullptr;
#endif
}

template const ProductKernel<float>* avx512_kernel();
template const ProductKernel<double>* avx512_kernel();

}  // namespace glassgpt
