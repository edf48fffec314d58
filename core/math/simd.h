#pragma once

#include <cstddef>
#include <cstdint>

// GLASSGPT_VECTORS: whether the vector types are used that GCC and Clang add to the language. Without them everything
// here is standard C++, and a register is a single number.
#ifndef GLASSGPT_VECTORS
#if defined(__GNUC__) || defined(__clang__)
#define GLASSGPT_VECTORS 1
#else
#define GLASSGPT_VECTORS 0
#endif
#endif

// The functions here are always inlined: sources compiled for different processors share none of their code.
#if __has_cpp_attribute(gnu::always_inline)
#define GLASSGPT_INLINE [[gnu::always_inline]] inline
#else
#define GLASSGPT_INLINE inline
#endif

namespace glassgpt {

// GLASSGPT_PORTABLE: the same bits on every processor as in WebAssembly, in whose registers sums are taken.

/// Values of a vector register of the processor that the core is compiled for.
template <typename Real>
#if !GLASSGPT_VECTORS
inline constexpr int kNativeLanes = 1;
#elif defined(__AVX__) && !defined(GLASSGPT_PORTABLE)
inline constexpr int kNativeLanes = 32 / sizeof(Real);
#else
inline constexpr int kNativeLanes = 16 / sizeof(Real);
#endif

/// A vector register: `+`, `*`, `<`, `?:` and so on work lane by lane.
/// @tparam kCount  its lanes
template <typename Real, int kCount = kNativeLanes<Real>>
struct Register;

/// A register of one lane is the number itself, in standard C++.
template <typename Real>
struct Register<Real, 1> {
  using Vector = Real;
  using Bits = std::uint32_t;

  /// One value from memory.
  GLASSGPT_INLINE static Vector load(const Real* from) { return *from; }
  /// It to memory.
  GLASSGPT_INLINE static void store(Real* to, Vector v) { *to = v; }
  /// The value.
  GLASSGPT_INLINE static Vector splat(Real value) { return value; }

  /// The larger; b if a is NaN.
  GLASSGPT_INLINE static Vector larger(Vector a, Vector b) { return a > b ? a : b; }
  /// The only lane.
  GLASSGPT_INLINE static Real sum(Vector v) { return v; }
  /// The only lane.
  GLASSGPT_INLINE static Real largest(Vector v) { return v; }
};

#if GLASSGPT_VECTORS
/// Of several lanes it is a vector type of GCC and Clang.
template <typename Real, int kCount>
struct Register {
  // NOLINTBEGIN(modernize-use-using): an alias takes no such attribute
  typedef Real Vector __attribute__((vector_size(kCount * sizeof(Real))));
  typedef std::uint32_t Bits __attribute__((vector_size(kCount * sizeof(std::uint32_t))));
  // NOLINTEND(modernize-use-using)

  /// kCount values from memory.
  GLASSGPT_INLINE static Vector load(const Real* from) {
    Vector v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
  }
  /// All lanes to memory.
  GLASSGPT_INLINE static void store(Real* to, Vector v) { __builtin_memcpy(to, &v, sizeof v); }
  /// The same value in every lane.
  GLASSGPT_INLINE static Vector splat(Real value) { return value - Vector{}; }

  /// The larger of each two lanes; b's if a's is NaN.
  GLASSGPT_INLINE static Vector larger(Vector a, Vector b) { return a > b ? a : b; }
  /// All lanes added up, by halves.
  GLASSGPT_INLINE static Real sum(Vector v) {
    for (int width = kCount / 2; width > 0; width /= 2) {
      for (int i = 0; i < width; ++i) v[i] += v[i + width];
    }
    return v[0];
  }
  /// The largest lane.
  GLASSGPT_INLINE static Real largest(Vector v) {
    Real largest = v[0];
    for (int i = 1; i < kCount; ++i) largest = v[i] > largest ? v[i] : largest;
    return largest;
  }
};
#endif

/// A whole register's place in an array.
template <typename Real, int kCount>
struct WholePart {
  std::ptrdiff_t first;  ///< of its values

  /// The values there.
  GLASSGPT_INLINE auto load(const Real* array, Real /*fill*/ = 0) const {
    return Register<Real, kCount>::load(array + first);
  }
  /// Puts values there.
  GLASSGPT_INLINE void store(Real* array, typename Register<Real, kCount>::Vector v) const {
    Register<Real, kCount>::store(array + first, v);
  }
};

/// Likewise the place of what is left at the end of an array, which is less than a register.
template <typename Real, int kCount>
struct LastPart {
  std::ptrdiff_t first;  ///< of its values
  std::ptrdiff_t count;  ///< how many they are

  /// The values there, and `fill` in the lanes after them.
  GLASSGPT_INLINE auto load(const Real* array, Real fill = 0) const {
    auto v = Register<Real, kCount>::splat(fill);
    for (std::ptrdiff_t i = 0; i < count; ++i) v[i] = array[first + i];
    return v;
  }
  /// Puts the first lanes there.
  GLASSGPT_INLINE void store(Real* array, typename Register<Real, kCount>::Vector v) const {
    for (std::ptrdiff_t i = 0; i < count; ++i) array[first + i] = v[i];
  }
};

/// Calls `visit` with the place of each register in arrays of n values, and of what is left at last.
template <typename Real, int kCount = kNativeLanes<Real>, typename Visit>
GLASSGPT_INLINE void by_registers(std::size_t n, Visit visit) {
  const auto size = static_cast<std::ptrdiff_t>(n);
  std::ptrdiff_t i = 0;
  for (; i + kCount <= size; i += kCount) visit(WholePart<Real, kCount>{i});
  if constexpr (kCount > 1) {
    if (i < size) visit(LastPart<Real, kCount>{i, size - i});
  }
}

}  // namespace glassgpt
