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

/// Packed, for AVX-512; null where it was not built. Runs only on a processor that has AVX-512.
const ProductKernel* avx512_kernel();
/// Packed, for the processor that the core is compiled for.
const ProductKernel* core_kernel();

/// Those that this processor can run, the fastest first, and nulls after them.
std::array<const ProductKernel*, 2> product_kernels();

}  // namespace glassgpt
