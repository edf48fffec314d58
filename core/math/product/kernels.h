#pragma once

#include <string_view>

#include "product.h"

namespace glassgpt {

/// An implementation of the product.
template <typename Real>
struct ProductKernel {
  std::string_view name;                   ///< such as `avx512`
  void (*multiply)(const Product<Real>&);  ///< C = A B or C += A B
};

/// Whether this processor can run avx512_kernel().
bool has_avx512();

/// Packed, on vector registers, for AVX-512; null where it was not built.
template <typename Real>
const ProductKernel<Real>* avx512_kernel();

/// Packed, on vector registers, for the processor that the core is compiled for; null where the compiler has no vector
/// types.
template <typename Real>
const ProductKernel<Real>* core_kernel();

/// In standard C++.
template <typename Real>
const ProductKernel<Real>* scalar_kernel();

/// Eigen's. Only in builds that have Eigen: those for it, for the tests and for the benchmarks.
template <typename Real>
const ProductKernel<Real>* eigen_kernel();

/// The one that this build multiplies with on this processor: that of the CMake option GLASSGPT_PRODUCT, by default the
/// fastest of ours.
template <typename Real>
const ProductKernel<Real>& product_kernel();

}  // namespace glassgpt
