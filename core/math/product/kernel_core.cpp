// The product for the processor that the whole core is compiled for.

#include "kernels.h"
#include "packed_product.h"

namespace glassgpt {

namespace {

// As many sums as fit into the registers beside a row of B and a value of A.
#if defined(__AVX512F__)
template <typename Real>
using Kernel = PackedProduct<Real, 64 / sizeof(Real), 8, 2>;
#elif defined(__AVX__)
template <typename Real>
using Kernel = PackedProduct<Real, 32 / sizeof(Real), 6, 2>;
#elif defined(__aarch64__)
template <typename Real>
using Kernel = PackedProduct<Real, 16 / sizeof(Real), 8, 2>;
#else  // WebAssembly and SSE2
template <typename Real>
using Kernel = PackedProduct<Real, 16 / sizeof(Real), 2, 4>;
#endif

}  // namespace

template <typename Real>
const ProductKernel<Real>* core_kernel() {
  static constexpr ProductKernel<Real> kernel = {"core", Kernel<Real>::run};
  return &kernel;
}

template const ProductKernel<float>* core_kernel();
template const ProductKernel<double>* core_kernel();

}  // namespace glassgpt
