#pragma once

#include <cmath>
#include <cstring>

#include "simd.h"

namespace glassgpt {

/// \f$ e^x \f$ lane by lane, for x up to 88; NaN stays NaN. Below -87, where the result leaves the range of normal
/// numbers, it is 0. Above that it is off by less than 2 units in the last place, natively and in WASM.
///
/// With \f$ n = \mathrm{round}(x / \ln 2) \f$ and \f$ r = x - n \ln 2 \f$, which lies within \f$ \pm \ln 2 / 2 \f$,
/// \f$ e^x = 2^n e^r \f$: the power of two is written into the exponent's bits, and the first eight terms of the Taylor
/// series give \f$ e^r \f$.
template <int kCount>
GLASSGPT_INLINE typename Register<float, kCount>::Vector exponential(typename Register<float, kCount>::Vector x) {
  using Reg = Register<float, kCount>;
  using Vector = typename Reg::Vector;
  // Floats of this size lie 1 apart: adding it rounds to a whole number, and leaves that in the lowest bits.
  constexpr float kWhole = 0x1.8p23F;
  constexpr float kInverseLn2 = 0x1.715476p0F;
  // ln 2 in two parts: n times the first is exact.
  constexpr float kLn2High = 0x1.62e4p-1F;
  constexpr float kLn2Low = 0x1.7f7d1cp-20F;

  const Vector shifted = x * kInverseLn2 + kWhole;
  const Vector n = shifted - kWhole;
  const Vector r = (x - n * kLn2High) - n * kLn2Low;
  Vector series = Reg::splat(1.0F / 5040);
  series = series * r + 1.0F / 720;
  series = series * r + 1.0F / 120;
  series = series * r + 1.0F / 24;
  series = series * r + 1.0F / 6;
  series = series * r + 1.0F / 2;
  series = series * r + 1.0F;
  series = series * r + 1.0F;

  typename Reg::Bits bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 127) << 23;  // 2^n: the exponent is n + 127, and what was above it falls off
  Vector power;
  std::memcpy(&power, &bits, sizeof power);
  return x < -87.0F ? Vector{} : series * power;
}

/// \f$ e^x \f$ lane by lane, by the standard library: gradients are checked in double, nothing is trained in it.
template <int kCount>
GLASSGPT_INLINE typename Register<double, kCount>::Vector exponential(typename Register<double, kCount>::Vector x) {
  double values[kCount];
  Register<double, kCount>::store(values, x);
  for (double& value : values) value = std::exp(value);
  return Register<double, kCount>::load(values);
}

}  // namespace glassgpt
