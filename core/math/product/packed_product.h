#pragma once

// The matrix product on vector registers. Each source that includes this is compiled for another processor, so that
// nothing here may be shared between them: it lies in an unnamed namespace and calls no function from elsewhere.

#include "../simd.h"
#include "product.h"

#ifdef __clang__
#define GLASSGPT_UNROLL _Pragma("clang loop unroll(full)")
#define GLASSGPT_NO_UNROLL _Pragma("clang loop unroll(disable)")
#else
#define GLASSGPT_UNROLL _Pragma("GCC unroll 16")
#define GLASSGPT_NO_UNROLL _Pragma("GCC unroll 1")
#endif

namespace glassgpt {
namespace {

using std::ptrdiff_t;

/// Depth of a block: a strip of B and the rows of A that meet it stay in the first-level cache.
constexpr ptrdiff_t kBlockDepth = 256;
/// Columns of a block: all its strips stay in the second-level cache.
constexpr ptrdiff_t kBlockCols = 512;

constexpr ptrdiff_t least(ptrdiff_t a, ptrdiff_t b) {
  return a < b ? a : b;
}
constexpr ptrdiff_t most(ptrdiff_t a, ptrdiff_t b) {
  return a > b ? a : b;
}

/// A run of rows or columns.
struct Range {
  ptrdiff_t first, count;

  [[nodiscard]] constexpr ptrdiff_t end() const { return first + count; }
};

/// Most elements that a step down the depth takes of packed A.
constexpr ptrdiff_t kMostLeft = 32;

/// Elements between two strips of B: without them the strips' equal rows would all meet in one place of the cache.
template <typename Real>
constexpr ptrdiff_t kStripGap = 64 / sizeof(Real);

/// Room for packing, of which a product leaves nothing behind.
template <typename Real>
struct PackedBlock {
  alignas(64) Real right[kBlockDepth * kBlockCols + kBlockCols / 4 * kStripGap<Real>];
  alignas(64) Real left[kBlockDepth * kMostLeft];
};
template <typename Real>
PackedBlock<Real>& packed_block() {
  static thread_local PackedBlock<Real> block;
  return block;
}

/// Goto's algorithm (Goto and van de Geijn 2008), cut for a processor. C is made in tiles of kTileRows rows by
/// kTileVectors registers, which are summed up in registers: each step down the depth loads kTileVectors registers of
/// B and meets them with kTileRows values of A, each spread over a register.
///
/// B is packed first: cut into strips as wide as a tile, each with its rows end to end, so that a tile reads one line
/// of memory. With kPackLeft so is A, each of its values already spread over a register, for processors that can't do
/// that while they load or multiply.
///
/// @tparam kLanes  values in a register
template <typename Real, int kLanes, int kTileRows, int kTileVectors, bool kPackLeft>
class PackedProduct {
 public:
  static void run(const Product<Real>& p) {
    for (ptrdiff_t col = 0; col < p.cols; col += kBlockCols) {
      const Range cols = {col, least(kBlockCols, p.cols - col)};
      ptrdiff_t first = 0;
      do {
        const Range depth = {first, least(kBlockDepth, p.depth - first)};
        multiply_block(p, depth, cols);
        first += kBlockDepth;
      } while (first < p.depth);
    }
  }

 private:
  using Reg = Register<Real, kLanes>;
  using Vector = typename Reg::Vector;
  static constexpr ptrdiff_t kTileCols = ptrdiff_t{kTileVectors} * kLanes;
  static_assert(kBlockCols % kTileCols == 0 && kTileCols % 4 == 0);
  static constexpr ptrdiff_t kSpread = kPackLeft ? kLanes : 1;  ///< elements that one value of packed A takes
  static constexpr int kRowVectors = 8;                         ///< registers that a single row is cut into

  /// Values of A or B as a tile reads them.
  struct Panel {
    const Real* data;
    ptrdiff_t row, depth;  ///< elements to the next row of A, and to the next step down the depth
  };

  static PackedBlock<Real>& scratch() {
    static_assert(kTileRows * kSpread <= kMostLeft);
    return packed_block<Real>();
  }

  static void multiply_block(const Product<Real>& p, Range depth, Range cols) {
    // Rows that fit one tile use each value of B once, which packing would not make faster; only a strip that is not
    // as wide as a tile has to be packed then, for its missing columns.
    const bool reused = p.rows > kTileRows || p.b_col != 1;
    const ptrdiff_t as_it_lies = cols.first + (reused ? 0 : cols.count / kTileCols * kTileCols);
    pack_right(p, depth, {as_it_lies, cols.end() - as_it_lies});
    for (ptrdiff_t row = 0; row < p.rows; row += kTileRows) {
      const Range rows = {row, least(kTileRows, p.rows - row)};
      const Range seen = visible_depth(p, rows, depth);
      const Panel left = left_panel(p, rows, seen);
      const ptrdiff_t end = p.mask == CausalMask::output ? least(cols.end(), rows.end() + p.diagonal) : cols.end();
      const bool add = p.accumulate || depth.first > 0;
      ptrdiff_t col = cols.first;
      if (p.rows == 1) {
        for (; col + kRowVectors * kLanes <= as_it_lies; col += kRowVectors * kLanes) {
          kernel<1, kRowVectors>(p.c + col, 0, seen.count, left, right_as_it_lies(p, seen, col), add);
        }
      }
      for (; col < least(end, as_it_lies); col += kTileCols) {
        multiply_rows<kTileRows>(p.c + row * p.c_row + col, p.c_row, rows.count, seen.count, left,
                                 right_as_it_lies(p, seen, col), add);
      }
      for (; col < end; col += kTileCols) {
        const Real* rows_of_b = strip((col - as_it_lies) / kTileCols, depth) + (seen.first - depth.first) * kTileCols;
        multiply_tile(p.c + row * p.c_row + col, p.c_row, {rows.count, least(kTileCols, cols.end() - col)}, seen.count,
                      left, {rows_of_b, 0, kTileCols}, add);
      }
    }
  }

  static Panel right_as_it_lies(const Product<Real>& p, Range depth, ptrdiff_t col) {
    return {p.b + depth.first * p.b_row + col, 0, p.b_row};
  }

  /// The part of a block's depth where these rows of A are not 0.
  static Range visible_depth(const Product<Real>& p, Range rows, Range depth) {
    ptrdiff_t first = depth.first;
    ptrdiff_t end = depth.end();
    if (p.mask == CausalMask::left) end = least(end, rows.end() + p.diagonal);
    if (p.mask == CausalMask::left_transposed) first = most(first, rows.first - p.diagonal);
    return {least(first, depth.end()), most(end - first, 0)};
  }

  /// Rows of A, packed if need be.
  static Panel left_panel(const Product<Real>& p, Range rows, Range depth) {
    const Real* from = p.a + rows.first * p.a_row + depth.first * p.a_col;
    if constexpr (!kPackLeft) {
      return {from, p.a_row, p.a_col};
    } else {
      pack_left<kTileRows>(from, p.a_row, p.a_col, rows.count, depth.count);
      return {scratch().left, kLanes, rows.count * kLanes};
    }
  }

  template <int kRows>
  static void pack_left(const Real* from, ptrdiff_t row, ptrdiff_t col, ptrdiff_t rows, ptrdiff_t depth) {
    if constexpr (kRows > 1) {
      if (rows < kRows) {
        pack_left<kRows - 1>(from, row, col, rows, depth);
        return;
      }
    }
    Real* to = scratch().left;
    for (ptrdiff_t k = 0; k < depth; ++k) {
      GLASSGPT_UNROLL
      for (int i = 0; i < kRows; ++i) Reg::store(to + i * kLanes, Reg::splat(from[i * row]));
      to += kRows * kLanes;
      from += col;
    }
  }

  /// Where a strip of packed B begins.
  static Real* strip(ptrdiff_t index, Range depth) {
    return scratch().right + index * (depth.count * kTileCols + kStripGap<Real>);
  }

  /// Columns of B as strips, the last one filled up with zeros to the width of a tile.
  static void pack_right(const Product<Real>& p, Range depth, Range cols) {
    const Real* from = p.b + depth.first * p.b_row + cols.first * p.b_col;
    const ptrdiff_t whole = cols.count / kTileCols;
    if (p.b_col == 1) {
      // Row by row, as they lie in memory: what is read in order arrives in time.
      for (ptrdiff_t k = 0; k < depth.count; ++k) {
        for (ptrdiff_t s = 0; s < whole; ++s) {
          const Real* row = from + k * p.b_row + s * kTileCols;
          Real* to = strip(s, depth) + k * kTileCols;
          GLASSGPT_UNROLL
          for (int v = 0; v < kTileVectors; ++v) Reg::store(to + v * kLanes, Reg::load(row + v * kLanes));
        }
      }
    } else {
      for (ptrdiff_t s = 0; s < whole; ++s) {
        for (ptrdiff_t j = 0; j < kTileCols; j += 4) {
          transpose_columns(from + (s * kTileCols + j) * p.b_col, p.b_col, depth.count, strip(s, depth) + j);
        }
      }
    }
    const ptrdiff_t rest = cols.count - whole * kTileCols;
    if (rest == 0) return;
    from += whole * kTileCols * p.b_col;
    for (ptrdiff_t k = 0; k < depth.count; ++k) {
      Real* to = strip(whole, depth) + k * kTileCols;
      for (ptrdiff_t j = 0; j < rest; ++j) to[j] = from[k * p.b_row + j * p.b_col];
      for (ptrdiff_t j = rest; j < kTileCols; ++j) to[j] = 0;
    }
  }

  /// Four columns of which each lies end to end.
  static void transpose_columns(const Real* from, ptrdiff_t col, ptrdiff_t depth, Real* to) {
    using Quad = Register<Real, 4>;
    ptrdiff_t k = 0;
    for (; k + 4 <= depth; k += 4) {
      const auto c0 = Quad::load(from + k);
      const auto c1 = Quad::load(from + k + col);
      const auto c2 = Quad::load(from + k + 2 * col);
      const auto c3 = Quad::load(from + k + 3 * col);
      const auto low01 = __builtin_shufflevector(c0, c1, 0, 4, 1, 5);
      const auto high01 = __builtin_shufflevector(c0, c1, 2, 6, 3, 7);
      const auto low23 = __builtin_shufflevector(c2, c3, 0, 4, 1, 5);
      const auto high23 = __builtin_shufflevector(c2, c3, 2, 6, 3, 7);
      Quad::store(to + k * kTileCols, __builtin_shufflevector(low01, low23, 0, 1, 4, 5));
      Quad::store(to + (k + 1) * kTileCols, __builtin_shufflevector(low01, low23, 2, 3, 6, 7));
      Quad::store(to + (k + 2) * kTileCols, __builtin_shufflevector(high01, high23, 0, 1, 4, 5));
      Quad::store(to + (k + 3) * kTileCols, __builtin_shufflevector(high01, high23, 2, 3, 6, 7));
    }
    for (; k < depth; ++k) {
      for (ptrdiff_t j = 0; j < 4; ++j) to[k * kTileCols + j] = from[k + j * col];
    }
  }

  struct Size {
    ptrdiff_t rows, cols;
  };

  /// A tile of C of any size up to the full one.
  static void multiply_tile(Real* c, ptrdiff_t c_row, Size size, ptrdiff_t depth, Panel a, Panel b, bool add) {
    if (size.cols == kTileCols) {
      multiply_rows<kTileRows>(c, c_row, size.rows, depth, a, b, add);
      return;
    }
    alignas(64) Real tile[kTileRows * kTileCols];
    multiply_rows<kTileRows>(tile, kTileCols, size.rows, depth, a, b, false);
    for (ptrdiff_t i = 0; i < size.rows; ++i) {
      for (ptrdiff_t j = 0; j < size.cols; ++j) {
        const Real before = add ? c[i * c_row + j] : Real{0};
        c[i * c_row + j] = before + tile[i * kTileCols + j];
      }
    }
  }

  /// Calls the kernel for that many rows.
  template <int kRows>
  static void multiply_rows(Real* c, ptrdiff_t c_row, ptrdiff_t rows, ptrdiff_t depth, Panel a, Panel b, bool add) {
    if constexpr (kRows > 1) {
      if (rows < kRows) {
        multiply_rows<kRows - 1>(c, c_row, rows, depth, a, b, add);
        return;
      }
    }
    kernel<kRows, kTileVectors>(c, c_row, depth, a, b, add);
  }

  /// The innermost loop.
  template <int kRows, int kVectors>
  [[gnu::noinline]] static void kernel(Real* c, ptrdiff_t c_row, ptrdiff_t depth, Panel a, Panel b, bool add) {
    Vector sum[kRows][kVectors];
    GLASSGPT_UNROLL
    for (int i = 0; i < kRows; ++i) {
      GLASSGPT_UNROLL
      for (int j = 0; j < kVectors; ++j) sum[i][j] = add ? Reg::load(c + i * c_row + j * kLanes) : Vector{};
    }
    GLASSGPT_NO_UNROLL
    for (ptrdiff_t k = 0; k < depth; ++k) {
      Vector right[kVectors];
      GLASSGPT_UNROLL
      for (int j = 0; j < kVectors; ++j) right[j] = Reg::load(b.data + j * kLanes);
      GLASSGPT_UNROLL
      for (int i = 0; i < kRows; ++i) {
        const Vector left = kPackLeft ? Reg::load(a.data + i * kLanes) : Reg::splat(a.data[i * a.row]);
        GLASSGPT_UNROLL
        for (int j = 0; j < kVectors; ++j) sum[i][j] += left * right[j];
      }
      a.data += kPackLeft ? kRows * kLanes : a.depth;
      b.data += b.depth;
    }
    GLASSGPT_UNROLL
    for (int i = 0; i < kRows; ++i) {
      GLASSGPT_UNROLL
      for (int j = 0; j < kVectors; ++j) Reg::store(c + i * c_row + j * kLanes, sum[i][j]);
    }
  }
};

}  // namespace
}  // namespace glassgpt
