// The product for x86-64 processors with AVX-512, whatever the rest of the core is compiled for. CMake compiles this
// source, and it alone, for x86-64-v4.

#include "kernels.h"

#ifdef __AVX512F__
#include "packed_product.h"
#endif

namespace glassgpt {

const ProductKernel* avx512_kernel() {
#ifdef __AVX512F__
  static constexpr ProductKernel kernel = {"avx512", PackedProduct<float, 16, 8, 2, false>::run,
                                           PackedProduct<double, 8, 8, 2, false>::run};
  return &kernel;
#else
  return nullptr;
#endif
}

}  // namespace glassgpt
