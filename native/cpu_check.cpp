#include "native/cpu_check.h"

#ifdef GLASSGPT_NEEDS_X86_64_V3
#ifdef _MSC_VER
#include <windows.h>
#endif

#include "core/base/error.h"
#endif

namespace glassgpt {

#ifdef GLASSGPT_NEEDS_X86_64_V3

namespace {

bool has_avx2_and_fma() {
#ifdef _MSC_VER
  // Windows knows no flag for FMA, which every processor with AVX2 that it supports has
  return IsProcessorFeaturePresent(PF_AVX2_INSTRUCTIONS_AVAILABLE) != 0;
#else
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
#endif
}

}  // namespace

void require_cpu_features() {
  if (!has_avx2_and_fma()) {
    throw Error("processor", "this program was built for x86-64-v3, and this processor has no AVX2 or FMA",
                "build it with -DGLASSGPT_MARCH=x86-64");
  }
}

#else

void require_cpu_features() {}

#endif

}  // namespace glassgpt
