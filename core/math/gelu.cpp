#include "gelu.h"

#include "exponential.h"
#include "simd.h"

namespace glassgpt {

namespace {

template <typename Real>
using Lanes = typename Register<Real>::Vector;

constexpr double kTwiceRootTwoOverPi = 1.5957691216057308;
constexpr double kCubic = 0.044715;

/// \f$ s = 1 / (1 + e^{-2u}) \f$, with the exponent held where the exponential is defined.
template <typename Real>
Lanes<Real> share(Lanes<Real> x) {
  const auto twice_u = static_cast<Real>(kTwiceRootTwoOverPi) * x * (1 + static_cast<Real>(kCubic) * x * x);
  const auto exponent = Register<Real>::larger(twice_u, Register<Real>::splat(-87));
  return 1 / (1 + exponential<kNativeLanes<Real>>(-exponent));
}

}  // namespace

template <typename Real>
void gelu_forward(Matrix<Real> out, ConstMatrix<Real> x) {
  for (Index r = 0; r < x.rows; ++r) {
    by_registers<Real>(static_cast<std::size_t>(x.cols), [&](auto part) {
      const auto value = part.load(x.row(r).data());
      part.store(out.row(r).data(), value * share<Real>(value));
    });
  }
}

template <typename Real>
void gelu_backward(Matrix<Real> dx, ConstMatrix<Real> dout, ConstMatrix<Real> x) {
  for (Index r = 0; r < x.rows; ++r) {
    by_registers<Real>(static_cast<std::size_t>(x.cols), [&](auto part) {
      const auto value = part.load(x.row(r).data());
      const auto s = share<Real>(value);
      const auto slope = static_cast<Real>(kTwiceRootTwoOverPi) * (1 + static_cast<Real>(3 * kCubic) * value * value);
      part.store(dx.row(r).data(), part.load(dout.row(r).data()) * (s + value * s * (1 - s) * slope));
    });
  }
}

#define GLASSGPT_INSTANTIATE(Real)                                   \
  template void gelu_forward<Real>(Matrix<Real>, ConstMatrix<Real>); \
  template void gelu_backward<Real>(Matrix<Real>, ConstMatrix<Real>, ConstMatrix<Real>);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt
