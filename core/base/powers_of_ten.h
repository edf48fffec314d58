#pragma once

namespace glassgpt {

/// The largest power of ten that is exact as a double.
inline constexpr int kMostExactPower = 22;

/// Those up to it.
inline constexpr double kPowersOfTen[kMostExactPower + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                             1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                             1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

}  // namespace glassgpt
