// The product for the processor that the whole core is compiled for.

#include "kernels.h"

#if defined(__GNUC__)

#include "packed_product.h"

namespace glassgpt {

namespace {

#if defined(__AVX512F__)
template <typename Real>
using Kernel = PackedProduct<Real, 64 / sizeof(Real), 8, 2, false>;
#elif defined(__FMA__)
template <typename Real>
using Kernel = PackedProduct<Real, 32 / sizeof(Real), 6, 2, false>;
#elif defined(__aarch64__)
template <typename Real>
using Kernel = PackedProduct<Real, 16 / sizeof(Real), 8, 2, false>;
#else  // WebAssembly and SSE2: 16 registers, and no multiplying by a value that a load has spread over a register
template <typename Real>
using Kernel = PackedProduct<Real, 16 / sizeof(Real), 4, 2, true>;
#endif

}  // namespace

const ProductKernel* core_kernel() {
  static constexpr ProductKernel kernel = {"core", Kernel<float>::run, Kernel<double>::run};
  return &kernel;
}

}  // namespace glassgpt

#else  // no vectors in the language

namespace glassgpt {

const ProductKernel* core_kernel() {
  return nullptr;
}

}  // namespace glassgpt

#endif
