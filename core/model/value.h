#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "../math/view.h"
#include "../text/batch.h"

namespace glassgpt {

/// How many rows a value has, which is for the batch to say.
enum class Rows {
  tokens,         ///< N, the inputs of all examples
  counted,        ///< M, those that logits are made of
  picked,         ///< M if those are some of the N, and 0 if they are all of them
  pairs,          ///< of a query and a key, T S in each example: with H columns, the attention weights of its H heads
  longest_pairs,  ///< T S of the longest example
};

/// The shape of a value.
struct Shape {
  Rows rows = Rows::tokens;  ///< height
  Index cols = 0;            ///< width

  /// Whether it is the same for every batch.
  bool operator==(const Shape&) const = default;
};

/// Where an example of a batch goes on: its earlier tokens, whose keys and values are cached.
struct Past {
  std::size_t place = 0;  ///< in the cache
  Index tokens = 0;       ///< how many they are
};

/// The numbers of rows of a batch. In 64 bits, so that what does not fit into the memory of WebAssembly does not seem
/// to.
class RowCounts {
 public:
  /// @param pasts  of each example; of none, nothing is cached
  explicit RowCounts(const Batch& batch, std::span<const Past> pasts = {});

  /// Rows of such a value.
  [[nodiscard]] std::int64_t operator[](Rows rows) const { return counts_[static_cast<std::size_t>(rows)]; }
  /// Elements of such a value.
  [[nodiscard]] std::int64_t elements(const Shape& shape) const { return (*this)[shape.rows] * shape.cols; }

 private:
  std::int64_t counts_[5] = {};
};

/// What an operation computes on the way and keeps nowhere, or not as a value of its own.
struct InnerValue {
  std::string name;  ///< such as `blocks.0.scores`
  Shape shape;       ///< its rows and columns
};

/// A value's place in the network's list of them.
using ValueId = std::size_t;

/// An activation: what an operation computes from a batch, for others or for its own backward.
struct Value {
  std::string name;  ///< such as `blocks.0.query`
  Shape shape;       ///< its rows and columns
  /// The value in whose place it is computed, which is lost.
  std::optional<ValueId> in_place_of;
  /// A later value with the same gradient, because it is the sum of this one and another, or computed from it in place:
  /// the two gradients share their memory.
  std::optional<ValueId> shares_gradient_of;
  /// Its gradient takes the value's own place.
  bool becomes_gradient = false;
  /// Its gradient is a work space of this shape, because only a part of it is there at a time.
  std::optional<Shape> gradient_scratch;
  /// Decoding keeps the rows of earlier tokens.
  bool is_cached = false;
};

/// Of the values that share a gradient, the last.
ValueId last_sharing_gradient(std::span<const Value> values, ValueId id);

}  // namespace glassgpt
