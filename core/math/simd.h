#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#if !defined(__GNUC__) && !defined(__clang__)
#error "GlassGPT needs the vector types of GCC and Clang: build it with either"
#endif

// The functions here are always inlined: sources compiled for different processors share none of their code.

namespace glassgpt {

/// Values of a vector register of the processor that the core is compiled for.
template <typename Real>
#ifdef __AVX__
inline constexpr int kNativeLanes = 32 / sizeof(Real);
#else
inline constexpr int kNativeLanes = 16 / sizeof(Real);
#endif

/// A vector register, on the vector types that GCC and Clang add to the language: `+`, `*`, `<`, `?:` and so on work
/// lane by lane.
/// @tparam kCount  its lanes
template <typename Real, int kCount = kNativeLanes<Real>>
struct Register {
  // NOLINTBEGIN(modernize-use-using): an alias takes no such attribute
  typedef Real Vector __attribute__((vector_size(kCount * sizeof(Real))));
  typedef std::uint32_t Bits __attribute__((vector_size(kCount * sizeof(std::uint32_t))));
  // NOLINTEND(modernize-use-using)

  /// kCount values from memory.
  [[gnu::always_inline]] static Vector load(const Real* from) {
    Vector v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
  }
  /// All lanes to memory.
  [[gnu::always_inline]] static void store(Real* to, Vector v) { __builtin_memcpy(to, &v, sizeof v); }
  /// The same value in every lane.
  [[gnu::always_inline]] static Vector splat(Real value) { return value - Vector{}; }

  /// The larger of each two lanes; b's if a's is NaN.
  [[gnu::always_inline]] static Vector larger(Vector a, Vector b) { return a > b ? a : b; }
  /// All lanes added up, by halves.
  [[gnu::always_inline]] static Real sum(Vector v) {
    for (int width = kCount / 2; width > 0; width /= 2) {
      for (int i = 0; i < width; ++i) v[i] += v[i + width];
    }
    return v[0];
  }
  /// The largest lane.
  [[gnu::always_inline]] static Real largest(Vector v) {
    Real largest = v[0];
    for (int i = 1; i < kCount; ++i) largest = v[i] > largest ? v[i] : largest;
    return largest;
  }
};

/// A whole register's place in an array.
template <typename Real, int kCount>
struct WholePart {
  std::ptrdiff_t first;  ///< of its values

  /// The values there.
  [[gnu::always_inline]] auto load(const Real* array, Real /*fill*/ = 0) const {
    return Register<Real, kCount>::load(array + first);
  }
  /// Puts values there.
  [[gnu::always_inline]] void store(Real* array, typename Register<Real, kCount>::Vector v) const {
    Register<Real, kCount>::store(array + first, v);
  }
};

/// Likewise the place of what is left at the end of an array, which is less than a register.
template <typename Real, int kCount>
struct LastPart {
  std::ptrdiff_t first;  ///< of its values
  std::ptrdiff_t count;  ///< how many they are

  /// The values there, and `fill` in the lanes after them.
  [[gnu::always_inline]] auto load(const Real* array, Real fill = 0) const {
    auto v = Register<Real, kCount>::splat(fill);
    for (std::ptrdiff_t i = 0; i < count; ++i) v[i] = array[first + i];
    return v;
  }
  /// Puts the first lanes there.
  [[gnu::always_inline]] void store(Real* array, typename Register<Real, kCount>::Vector v) const {
    for (std::ptrdiff_t i = 0; i < count; ++i) array[first + i] = v[i];
  }
};

/// Calls `visit` with the place of each register in arrays of n values, and of what is left at last.
template <typename Real, int kCount = kNativeLanes<Real>, typename Visit>
[[gnu::always_inline]] inline void by_registers(std::size_t n, Visit visit) {
  const auto size = static_cast<std::ptrdiff_t>(n);
  std::ptrdiff_t i = 0;
  for (; i + kCount <= size; i += kCount) visit(WholePart<Real, kCount>{i});
  if (i < size) visit(LastPart<Real, kCount>{i, size - i});
}

}  // namespace glassgpt
