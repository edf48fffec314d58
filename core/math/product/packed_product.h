#pragma once

// The matrix product on vector registers. Each source that includes this is compiled for another processor, so that
// nothing here may be shared between them: it lies in an unnamed namespace, and what it calls is always inlined.

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

/// What is multiplied at a time: a strip of B and the rows of A that meet it stay in the first-level cache, and all
/// strips in the second-level one.
struct Block {
  static constexpr ptrdiff_t kDepth = 256;  ///< rows of B
  static constexpr ptrdiff_t kCols = 256;   ///< columns of B
};

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

/// Elements between two strips of B: without them the strips' equal rows would all meet in one place of the cache.
template <typename Real>
constexpr ptrdiff_t kStripGap = 64 / sizeof(Real);

/// Room for packing, of which a product leaves nothing behind.
template <typename Real>
Real* packed_right() {
  alignas(64) static thread_local Real room[Block::kDepth * Block::kCols + Block::kCols / 4 * kStripGap<Real>];
  return room;
}

/// Goto's algorithm (Goto and van de Geijn 2008), cut for a processor. C is made in tiles of kTileRows rows by
/// kTileVectors registers, which are summed up in registers: each step down the depth loads kTileVectors registers of
/// B and meets them with kTileRows values of A, each spread over a register.
///
/// B is packed first: cut into strips as wide as a tile, each with its rows end to end, so that a tile reads one line
/// of memory. A is read as it lies: a load that spreads a value over a register costs no more than any other.
///
/// @tparam kLanes  values in a register
template <typename Real, int kLanes, int kTileRows, int kTileVectors>
class PackedProduct {
 public:
  static void run(const Product<Real>& p) {
    for (ptrdiff_t col = 0; col < p.cols; col += Block::kCols) {
      const Range cols = {col, least(Block::kCols, p.cols - col)};
      ptrdiff_t first = 0;
      do {
        const Range depth = {first, least(Block::kDepth, p.depth - first)};
        multiply_block(p, depth, cols);
        first += Block::kDepth;
      } while (first < p.depth);
    }
  }

 private:
  using Reg = Register<Real, kLanes>;
  using Vector = typename Reg::Vector;
  static constexpr ptrdiff_t kTileCols = ptrdiff_t{kTileVectors} * kLanes;
  static_assert(Block::kCols % kTileCols == 0 && kTileCols % 4 == 0);
  static constexpr int kRowVectors = 8;  ///< registers that a single row is cut into

  /// Tiles side by side: what they are made of, and where they go.
  struct TileRow {
    ptrdiff_t tiles;    ///< how many
    ptrdiff_t depth;    ///< steps
    const Real* a;      ///< the first value of A
    ptrdiff_t a_row;    ///< elements to the one below it
    ptrdiff_t a_depth;  ///< to the next step's
    const Real* b;      ///< the first row of the first strip of B
    ptrdiff_t b_depth;  ///< to the next step's
    ptrdiff_t b_tile;   ///< to the next strip
    Real* c;            ///< the first tile
    ptrdiff_t c_row;    ///< to its next row
    bool add;           ///< whether to add to what is there
  };

  static void multiply_block(const Product<Real>& p, Range depth, Range cols) {
    // Rows that fit one tile use each value of B once, which packing would not make faster; only a strip that is not
    // as wide as a tile has to be packed then, for its missing columns.
    const bool reused = p.rows > kTileRows || p.b_col != 1;
    const ptrdiff_t whole = cols.count / kTileCols;
    const ptrdiff_t as_they_lie = reused ? 0 : whole;
    const ptrdiff_t packed_from = cols.first + as_they_lie * kTileCols;
    pack_right(p, depth, {packed_from, cols.end() - packed_from});

    for (ptrdiff_t row = 0; row < p.rows; row += kTileRows) {
      const Range rows = {row, least(kTileRows, p.rows - row)};
      const Range seen = visible_depth(p, rows, depth);
      TileRow t = {};
      t.depth = seen.count;
      t.c_row = p.c_row;
      t.add = p.accumulate || depth.first > 0;
      t.a = p.a + row * p.a_row + seen.first * p.a_col;
      t.a_row = p.a_row;
      t.a_depth = p.a_col;
      Real* c = p.c + row * p.c_row + cols.first;

      if (as_they_lie > 0) {
        t.tiles = as_they_lie;
        t.b = p.b + seen.first * p.b_row + cols.first;
        t.b_depth = p.b_row;
        t.b_tile = kTileCols;
        t.c = c;
        multiply_tiles<kTileRows>(t, rows.count);
      }
      t.b = strip(0, depth) + (seen.first - depth.first) * kTileCols;
      t.b_depth = kTileCols;
      t.b_tile = strip_size(depth);
      t.c = c + as_they_lie * kTileCols;
      const ptrdiff_t needed = p.mask == CausalMask::output ? rows.end() + p.diagonal - cols.first : cols.count;
      const ptrdiff_t tiles = least((most(needed, 0) + kTileCols - 1) / kTileCols, whole);
      if (tiles > as_they_lie) {
        t.tiles = tiles - as_they_lie;
        multiply_tiles<kTileRows>(t, rows.count);
      }
      if (needed > whole * kTileCols && cols.count > whole * kTileCols) {
        t.b += (whole - as_they_lie) * t.b_tile;
        t.c = c + whole * kTileCols;
        multiply_part_of_tile(t, rows.count, cols.count - whole * kTileCols);
      }
    }
  }

  /// The part of a block's depth where these rows of A are not 0.
  static Range visible_depth(const Product<Real>& p, Range rows, Range depth) {
    ptrdiff_t first = depth.first;
    ptrdiff_t end = depth.end();
    if (p.mask == CausalMask::left) end = least(end, rows.end() + p.diagonal);
    if (p.mask == CausalMask::left_transposed) first = most(first, rows.first - p.diagonal);
    return {least(first, depth.end()), most(end - first, 0)};
  }

  /// Elements from one strip of packed B to the next.
  static ptrdiff_t strip_size(Range depth) { return depth.count * kTileCols + kStripGap<Real>; }
  /// Where a strip of packed B begins.
  static Real* strip(ptrdiff_t index, Range depth) { return packed_right<Real>() + index * strip_size(depth); }

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

  /// The first columns of one tile.
  static void multiply_part_of_tile(TileRow t, ptrdiff_t rows, ptrdiff_t cols) {
    alignas(64) Real tile[kTileRows * kTileCols];
    Real* c = t.c;
    const ptrdiff_t c_row = t.c_row;
    const bool add = t.add;
    t.tiles = 1;
    t.c = tile;
    t.c_row = kTileCols;
    t.add = false;
    multiply_tiles<kTileRows>(t, rows);
    for (ptrdiff_t i = 0; i < rows; ++i) {
      for (ptrdiff_t j = 0; j < cols; ++j) {
        const Real before = add ? c[i * c_row + j] : Real{0};
        c[i * c_row + j] = before + tile[i * kTileCols + j];
      }
    }
  }

  /// Whole tiles of up to kRows rows.
  template <int kRows>
  static void multiply_tiles(const TileRow& t, ptrdiff_t rows) {
    if constexpr (kRows > 1) {
      if (rows < kRows) {
        multiply_tiles<kRows - 1>(t, rows);
        return;
      }
    }
    if constexpr (kRows == 1) {
      // A single row leaves registers free: more of B at a time keeps more loads under way.
      const ptrdiff_t wide = t.b_tile == kTileCols ? t.tiles * kTileVectors / kRowVectors : 0;
      TileRow part = t;
      part.tiles = wide;
      part.b_tile = kRowVectors * kLanes;
      kernel<1, kRowVectors>(part);
      part.tiles = t.tiles - wide * kRowVectors / kTileVectors;
      part.b_tile = t.b_tile;
      part.b += wide * kRowVectors * kLanes;
      part.c += wide * kRowVectors * kLanes;
      kernel<1, kTileVectors>(part);
    } else {
      kernel<kRows, kTileVectors>(t);
    }
  }

  /// The innermost loops.
  template <int kRows, int kVectors>
  [[gnu::noinline]] static void kernel(const TileRow& t) {
    const ptrdiff_t depth = t.depth;
    const ptrdiff_t a_row = t.a_row;
    const ptrdiff_t a_depth = t.a_depth;
    const ptrdiff_t b_depth = t.b_depth;
    const ptrdiff_t c_row = t.c_row;
    Real* c = t.c;
    const Real* strip_of_b = t.b;
    for (ptrdiff_t tile = 0; tile < t.tiles; ++tile) {
      Vector sum[kRows][kVectors];
      GLASSGPT_UNROLL
      for (int i = 0; i < kRows; ++i) {
        GLASSGPT_UNROLL
        for (int j = 0; j < kVectors; ++j) sum[i][j] = t.add ? Reg::load(c + i * c_row + j * kLanes) : Vector{};
      }
      const Real* a = t.a;
      const Real* b = strip_of_b;
      GLASSGPT_NO_UNROLL
      for (ptrdiff_t k = 0; k < depth; ++k) {
        Vector right[kVectors];
        GLASSGPT_UNROLL
        for (int j = 0; j < kVectors; ++j) right[j] = Reg::load(b + j * kLanes);
        GLASSGPT_UNROLL
        for (int i = 0; i < kRows; ++i) {
          const Vector left = Reg::splat(a[i * a_row]);
          GLASSGPT_UNROLL
          for (int j = 0; j < kVectors; ++j) sum[i][j] += left * right[j];
        }
        a += a_depth;
        b += b_depth;
      }
      GLASSGPT_UNROLL
      for (int i = 0; i < kRows; ++i) {
        GLASSGPT_UNROLL
        for (int j = 0; j < kVectors; ++j) Reg::store(c + i * c_row + j * kLanes, sum[i][j]);
      }
      c += kVectors * kLanes;
      strip_of_b += t.b_tile;
    }
  }
};

}  // namespace
}  // namespace glassgpt
