#pragma once

#include <array>
#include <string_view>

#include "product.h"

namespace glassgpt {

/// An implementation of the product.
struct ProductKernel {
  std::string_view name;                       ///< such as `avx512`
  void (*run_float)(const Product<float>&);    ///< in single precision
  void (*run_double)(const Product<double>&);  ///< in double precision
};

// Each in a source of its own; null where it was not built.

/// Packed, for AVX-512.
const ProductKernel* avx512_kernel();
/// Packed, for the processor that the core is compiled for.
const ProductKernel* core_kernel();
/// By Eigen.
const ProductKernel* eigen_kernel();

/// All of them, the fastest first; null for those that were not built or that this processor can't run.
std::array<const ProductKernel*, 3> product_kernels();

/// The fastest one here.
const ProductKernel& fastest_kernel();

}  // namespace glassgpt
