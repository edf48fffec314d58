#pragma once

#include <array>
#include <string_view>

#include "product.h"

namespace glassgpt {

/// An implementation of the product.
template <typename Real>
struct ProductKernel {
  std::string_view name;                   ///< such as `avx512`
  void (*multiply)(const Product<Real>&);  ///< C = A B or C += A B
};

/// Packed, for AVX-512; null where it was not built. Runs only on a processor that has AVX-512.
template <typename Real>
const ProductKernel<Real>* avx512_kernel();

/// Packed, for the processor that the core is compiled for.
template <typename Real>
const ProductKernel<Real>* core_kernel();

/// Those that this processor can run, the fastest first, and nulls after them.
template <typename Real>
std::array<const ProductKernel<Real>*, 2> product_kernels();

}  // namespace glassgpt
