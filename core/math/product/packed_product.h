#pragma once

// The matrix product on vector registers. Each source that includes this is compiled for another processor, so that
// nothing here may be shared between them: it lies in an unnamed namespace, and what it calls is always inlined.

#include <utility>

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
namespace {  // NOLINT(misc-anonymous-namespace-in-header): see above

using std::ptrdiff_t;

/// What is multiplied at a time: the rows of A that meet a strip of B stay in the first-level cache, and all strips in
/// the second-level one.
struct Block {
  static constexpr ptrdiff_t kDepth = 256;  ///< rows of B
  static constexpr ptrdiff_t kCols = 256;   ///< columns of B
  static constexpr ptrdiff_t kTiles = 4;    ///< one below the other, whose rows of A are packed together

  // For few rows, a strip of B is needed for so short a time that it is packed into the first-level cache alone, if it
  // has to be transposed, and else not at all, unless it comes from far away.
  static constexpr ptrdiff_t kFewTiles = 4;    ///< as many rows as are few
  static constexpr ptrdiff_t kFewDepth = 128;  ///< rows of B then; and as many columns as a tile has
  static constexpr ptrdiff_t kNear = 1 << 19;  ///< bytes of B that a near cache may still have from the last time
};

/// Bytes from one step down the depth to the next above which values of A are packed. They are read again for every
/// strip, and so many as far apart leave no room for each other in the first-level cache.
inline constexpr ptrdiff_t kFar = 1024;

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

/// Elements in a line of the cache; and between two strips of B, whose equal rows would all meet in one place of the
/// cache without them.
template <typename Real>
constexpr ptrdiff_t kLine = 64 / sizeof(Real);

/// a b + sum, lane by lane: a product and then a sum, which some compilers fuse for some processors. In WebAssembly that
/// takes relaxed SIMD, whose instruction rounds once or twice as the processor has it.
template <typename Vector>
GLASSGPT_INLINE Vector multiply_add(Vector a, Vector b, Vector sum) {
#if defined(__wasm_relaxed_simd__)
  if constexpr (sizeof(sum[0]) == sizeof(float)) {
#if __has_builtin(__builtin_wasm_relaxed_madd_f32x4)
    return __builtin_wasm_relaxed_madd_f32x4(a, b, sum);
#else  // by the instruction's first name, and number: wasm/relaxed_opcodes.py
    return __builtin_wasm_fma_f32x4(a, b, sum);
#endif
  }
#endif
  return sum + a * b;
}

/// Goto's algorithm (Goto and van de Geijn 2008), cut for a processor. C is made in tiles of kTileRows rows by
/// kTileVectors registers, which are summed up in registers: each step down the depth loads kTileVectors registers of
/// B and meets them with kTileRows values of A, each spread over a register. Every element of C is one sum, from what
/// was there or 0 on down the depth, however the product is cut.
///
/// B is packed first, unless it is needed for few rows: cut into strips as wide as a tile, each with its rows end to
/// end, so that a tile reads one line of memory. A is mostly read as it lies: a load that spreads a value over a
/// register costs no more than any other.
///
/// @tparam kLanes  values in a register
template <typename Real, int kLanes, int kTileRows, int kTileVectors>
class PackedProduct {
 public:
  static void run(const Product<Real>& p) {
    const bool few = p.b_col != 1 && has_few_rows(p);
    const ptrdiff_t width = few ? kTileCols : Block::kCols;
    const ptrdiff_t height = few ? Block::kFewDepth : Block::kDepth;
    for (ptrdiff_t col = 0; col < p.cols; col += width) {
      const Range cols = {col, least(width, p.cols - col)};
      ptrdiff_t first = 0;
      do {
        const Range depth = {first, least(height, p.depth - first)};
        multiply_block(p, depth, cols);
        first += height;
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
    // Few rows use each value of B too seldom for packing to pay; only a strip that is not as wide as a tile has to be
    // packed then, for its missing columns.
    const bool packs_right = p.b_col != 1 || !has_few_rows(p) || comes_from_far(p);
    const ptrdiff_t whole = cols.count / kTileCols;
    const ptrdiff_t as_they_lie = packs_right ? 0 : whole * kTileCols;
    pack_right(p, depth, {cols.first + as_they_lie, cols.count - as_they_lie});
    const bool packs_left = p.a_col * static_cast<ptrdiff_t>(sizeof(Real)) > kFar && p.rows >= kTileRows && whole > 2;

    const ptrdiff_t tiles_down = tiles_below_each_other(p);
    for (ptrdiff_t i = 0; i < tiles_down; ++i) {
      const Range rows = tile_rows(p, i);
      const Range seen = visible_depth(p, rows, depth);
      const Real* packed = packed_right() + (seen.first - depth.first) * kTileCols;
      const ptrdiff_t needed = p.mask == CausalMask::output ? rows.end() + p.diagonal - cols.first : cols.count;
      TileRow t = {};
      t.tiles = least((most(needed, 0) + kTileCols - 1) / kTileCols, whole);
      t.depth = seen.count;
      if (packs_left) {
        const ptrdiff_t place = i % Block::kTiles;
        if (place == 0) pack_left(p, depth, i, least(Block::kTiles, tiles_down - i));
        t.a = packed_left(place) + (seen.first - depth.first) * kTileRows + rows.first - first_packed_row(p, rows);
        t.a_row = 1;
        t.a_depth = kTileRows;
      } else {
        t.a = p.a + rows.first * p.a_row + seen.first * p.a_col;
        t.a_row = p.a_row;
        t.a_depth = p.a_col;
      }
      t.b = packs_right ? packed : p.b + seen.first * p.b_row + cols.first;
      t.b_depth = packs_right ? kTileCols : p.b_row;
      t.b_tile = packs_right ? strip_size(depth) : kTileCols;
      t.c = p.c + rows.first * p.c_row + cols.first;
      t.c_row = p.c_row;
      t.add = p.accumulate || depth.first > 0;
      multiply_tiles<kTileRows, kTileVectors>(t, rows.count);

      const ptrdiff_t rest = cols.count - whole * kTileCols;
      if (rest > 0 && needed > whole * kTileCols) {
        t.b = packed + (packs_right ? whole * strip_size(depth) : 0);
        t.b_depth = kTileCols;
        t.c += whole * kTileCols;
        multiply_part_of_tile(t, rows.count, rest);
      }
    }
  }

  /// Whether B is so large that it comes from a far cache, or from memory: a strip of it, line for line from as many
  /// places, would come several times slower than whole rows do, as packing reads them, and as a single row of A does.
  static bool comes_from_far(const Product<Real>& p) {
    return p.rows > 1 && p.depth * p.cols * static_cast<ptrdiff_t>(sizeof(Real)) > Block::kNear;
  }

  static bool has_few_rows(const Product<Real>& p) { return p.rows <= Block::kFewTiles * kTileRows; }

  /// How many tiles the rows are cut into.
  static ptrdiff_t tiles_below_each_other(const Product<Real>& p) { return (p.rows + kTileRows - 1) / kTileRows; }

  /// The rows of a tile: all tiles are about as high, so that none is much lower than registers allow.
  static Range tile_rows(const Product<Real>& p, ptrdiff_t tile) {
    const ptrdiff_t tiles = tiles_below_each_other(p);
    const ptrdiff_t first = p.rows * tile / tiles;
    return {first, p.rows * (tile + 1) / tiles - first};
  }

  /// The part of a block's depth where these rows of A are not 0.
  static Range visible_depth(const Product<Real>& p, Range rows, Range depth) {
    ptrdiff_t first = depth.first;
    ptrdiff_t end = depth.end();
    if (p.mask == CausalMask::left) end = least(end, rows.end() + p.diagonal);
    if (p.mask == CausalMask::left_transposed) first = most(first, rows.first - p.diagonal);
    return {least(first, depth.end()), most(end - first, 0)};
  }

  // Room for packing, of which a product leaves nothing behind.

  /// Where the packed rows of A begin of one of the tiles whose rows are packed together.
  static Real* packed_left(ptrdiff_t place) {
    constexpr ptrdiff_t kSize = Block::kDepth * kTileRows + kLine<Real>;
    alignas(64) static thread_local Real room[Block::kTiles * kSize];
    return room + place * kSize;
  }
  /// Where the first strip of packed B begins.
  static Real* packed_right() {
    alignas(64) static thread_local Real room[Block::kCols / kTileCols * (Block::kDepth * kTileCols + kLine<Real>)];
    return room;
  }

  /// What is packed for a tile is always as high as a tile can be.
  static ptrdiff_t first_packed_row(const Product<Real>& p, Range rows) {
    return least(rows.first, p.rows - kTileRows);
  }

  /// The rows of A of some tiles one below the other, each step's end to end. They are packed together, because they
  /// lie together: A is the transpose of what is in memory.
  static void pack_left(const Product<Real>& p, Range depth, ptrdiff_t first, ptrdiff_t count) {
    const Real* from[Block::kTiles];
    for (ptrdiff_t i = 0; i < count; ++i) {
      from[i] = p.a + depth.first * p.a_col + first_packed_row(p, tile_rows(p, first + i));
    }
    for (ptrdiff_t k = 0; k < depth.count; ++k) {
      for (ptrdiff_t i = 0; i < count; ++i) {
        __builtin_memcpy(packed_left(i) + k * kTileRows, from[i] + k * p.a_col, kTileRows * sizeof(Real));
      }
    }
  }

  /// Elements from one strip of packed B to the next.
  static ptrdiff_t strip_size(Range depth) { return depth.count * kTileCols + kLine<Real>; }
  /// Where a strip of packed B begins.
  static Real* strip(ptrdiff_t index, Range depth) { return packed_right() + index * strip_size(depth); }

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
        for (ptrdiff_t j = 0; j < kTileCols; j += kSide) {
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

  // Columns are transposed in groups of four values down and kSide columns across. Eight are as many as pay: what
  // moves values between the quarters of a register of 512 bits has one port to go through.
  static constexpr int kSide = kLanes < 8 ? 4 : 8;
  using Wide = Register<Real, kSide>;
  using AllLanes = std::make_index_sequence<kSide>;

  /// Four values of a column, and beside them those of the fourth column after it if there are eight in a group.
  GLASSGPT_INLINE static typename Wide::Vector load_fours(const Real* from, ptrdiff_t col) {
    if constexpr (kSide == 4) {
      return Wide::load(from);
    } else {
      return __builtin_shufflevector(Register<Real, 4>::load(from), Register<Real, 4>::load(from + 4 * col), 0, 1, 2, 3,
                                     4, 5, 6, 7);
    }
  }

  /// Of every four lanes of a, numbered from 0, and the same four of b, numbered from 4, the four named.
  template <int k0, int k1, int k2, int k3, std::size_t... kLane>
  GLASSGPT_INLINE static typename Wide::Vector mix(typename Wide::Vector a, typename Wide::Vector b,
                                                   std::index_sequence<kLane...>) {
    constexpr int kNamed[4] = {k0, k1, k2, k3};
    return __builtin_shufflevector(
        a, b, (static_cast<int>(kLane) / 4 * 4 + kNamed[kLane % 4] % 4 + kNamed[kLane % 4] / 4 * kSide)...);
  }

  /// kSide columns of which each lies end to end.
  static void transpose_columns(const Real* from, ptrdiff_t col, ptrdiff_t depth, Real* to) {
    ptrdiff_t k = 0;
    for (; k + 4 <= depth; k += 4) {
      const auto c0 = load_fours(from + k, col);
      const auto c1 = load_fours(from + k + col, col);
      const auto c2 = load_fours(from + k + 2 * col, col);
      const auto c3 = load_fours(from + k + 3 * col, col);
      const auto low01 = mix<0, 4, 1, 5>(c0, c1, AllLanes());
      const auto high01 = mix<2, 6, 3, 7>(c0, c1, AllLanes());
      const auto low23 = mix<0, 4, 1, 5>(c2, c3, AllLanes());
      const auto high23 = mix<2, 6, 3, 7>(c2, c3, AllLanes());
      Wide::store(to + k * kTileCols, mix<0, 1, 4, 5>(low01, low23, AllLanes()));
      Wide::store(to + (k + 1) * kTileCols, mix<2, 3, 6, 7>(low01, low23, AllLanes()));
      Wide::store(to + (k + 2) * kTileCols, mix<0, 1, 4, 5>(high01, high23, AllLanes()));
      Wide::store(to + (k + 3) * kTileCols, mix<2, 3, 6, 7>(high01, high23, AllLanes()));
    }
    for (; k < depth; ++k) {
      for (ptrdiff_t j = 0; j < kSide; ++j) to[k * kTileCols + j] = from[k + j * col];
    }
  }

  /// The first columns of one tile, by way of a tile beside C.
  static void multiply_part_of_tile(TileRow t, ptrdiff_t rows, ptrdiff_t cols) {
    alignas(64) Real tile[kTileRows * kTileCols] = {};
    Real* c = t.c;
    const ptrdiff_t c_row = t.c_row;
    const auto bytes = static_cast<std::size_t>(cols) * sizeof(Real);
    for (ptrdiff_t i = 0; i < rows && t.add; ++i) __builtin_memcpy(tile + i * kTileCols, c + i * c_row, bytes);
    t.tiles = 1;
    t.c = tile;
    t.c_row = kTileCols;
    // Of short registers one alone would save less than the code for it weighs in the page.
    constexpr int kFewVectors = kLanes > 4 ? 1 : kTileVectors;
    if (cols <= kLanes) {
      multiply_tiles<kTileRows, kFewVectors>(t, rows);
    } else {
      multiply_tiles<kTileRows, kTileVectors>(t, rows);
    }
    for (ptrdiff_t i = 0; i < rows; ++i) __builtin_memcpy(c + i * c_row, tile + i * kTileCols, bytes);
  }

  /// Tiles of up to kRows rows, and of kVectors registers' columns.
  template <int kRows, int kVectors>
  static void multiply_tiles(const TileRow& t, ptrdiff_t rows) {
    if constexpr (kRows > 1) {
      if (rows < kRows) {
        multiply_tiles<kRows - 1, kVectors>(t, rows);
        return;
      }
    }
    if constexpr (kRows == 1 && kVectors == kTileVectors) {
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
      kernel<kRows, kVectors>(t);
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
    const Real* below = t.a + kRows * a_row;
    const ptrdiff_t fetched_each = (kRows + t.tiles - 1) / most(t.tiles, 1);
    ptrdiff_t to_fetch = a_depth == 1 ? kRows : 0;
    for (ptrdiff_t tile = 0; tile < t.tiles; ++tile) {
      // Meanwhile some of the rows below are fetched, for the tiles there: activations seldom wait in a near cache.
      for (ptrdiff_t i = least(fetched_each, to_fetch); i > 0; --i, --to_fetch, below += a_row) {
        for (ptrdiff_t k = 0; k < depth; k += kLine<Real>) __builtin_prefetch(below + k);
      }
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
          for (int j = 0; j < kVectors; ++j) sum[i][j] = multiply_add(left, right[j], sum[i][j]);
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
