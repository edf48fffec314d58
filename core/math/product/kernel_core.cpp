// The product for the processor that the whole core is compiled for.

#include "kernels.h"
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
struct Kernel {
  static constexpr int kLanes = 16 / sizeof(Real);
  /// Packing A pays when each value of it meets more columns than these.
  static constexpr std::ptrdiff_t kFewCols = 64;

  static void run(const Product<Real>& p) {
    if (p.cols > kFewCols) {
      PackedProduct<Real, kLanes, 4, 2, true>::run(p);
    } else {
      PackedProduct<Real, kLanes, 4, 2, false>::run(p);
    }
  }
};
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
