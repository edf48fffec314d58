// The product for the processor that the whole core is compiled for. For WebAssembly with relaxed SIMD it is compiled once
// more, and it alone.

#include "../simd.h"
#include "kernels.h"

#if GLASSGPT_VECTORS
#include "packed_product.h"
#endif

namespace glassgpt {

#if GLASSGPT_VECTORS
namespace {

// As many sums as fit into the registers beside a row of B and a value of A. All give the same bits, if the compiler
// fuses multiplications with the additions after them for all or for none.
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
#endif

template <typename Real>
const ProductKernel<Real>* core_kernel() {
#if GLASSGPT_VECTORS
  static constexpr ProductKernel<Real> kernel = {"core", Kernel<Real>::run};
  return &kernel;
#else
  return nullptr;
#endif
}

template const ProductKernel<float>* core_kernel();
template const ProductKernel<double>* core_kernel();

}  // namespace glassgpt
