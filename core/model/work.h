#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "../math/view.h"

namespace glassgpt {

/// Consecutive rows, columns or parameters.
struct Slice {
  Index first = 0;  ///< from 0
  Index count = 0;  ///< how many from there

  /// The slice's elements.
  template <typename Element>
  [[nodiscard]] std::span<Element> of(std::span<Element> all) const {
    return all.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
  }
};

/// What of its operands a work item works on: some of the rows, some of the columns, or the block where both meet.
struct Tile {
  Slice rows = {};     ///< of what the operation's forward computes
  Slice columns = {};  ///< likewise

  /// The rows, at full width.
  template <typename Element>
  [[nodiscard]] MatrixView<Element> of_rows(MatrixView<Element> m) const {
    return m.middle_rows(rows.first, rows.count);
  }
  /// The columns, at full height.
  template <typename Element>
  [[nodiscard]] MatrixView<Element> of_columns(MatrixView<Element> m) const {
    return m.middle_cols(columns.first, columns.count);
  }
  /// The columns of a vector that has one element a column; of none, none.
  template <typename Element>
  [[nodiscard]] std::span<Element> of_columns(std::span<Element> v) const {
    return v.empty() ? v : columns.of(v);
  }
  /// Where the rows and the columns meet.
  template <typename Element>
  [[nodiscard]] MatrixView<Element> of(MatrixView<Element> m) const {
    return of_columns(of_rows(m));
  }

  /// Whether it is the first of the tiles of its rows.
  [[nodiscard]] bool is_first_of_rows() const { return columns.first == 0; }
  /// Whether it is the last one, of a result so wide.
  [[nodiscard]] bool is_last_of_rows(Index width) const { return columns.first + columns.count == width; }
};

/// Which way an operation of a step runs.
enum class Direction {
  forward,   ///< from the ids to the loss
  backward,  ///< from the loss to the gradients
  update,    ///< from the gradients to the weights
};

/// As in the enumeration: `forward`, `backward` or `update`.
constexpr std::string_view direction_name(Direction direction) {
  constexpr std::string_view kNames[] = {"forward", "backward", "update"};
  return kNames[static_cast<std::size_t>(direction)];
}

/// A part of a step that is done without a pause: one operation, for a tile of what its forward computes. The gradients
/// of such a tile's weights and inputs are added to what its other tiles give.
struct WorkItem {
  std::size_t operation = 0;                 ///< its place in the network's list; of an update, in the trainer's
  Direction direction = Direction::forward;  ///< which way
  Tile tile = {};                            ///< whole examples and heads for attention; of an update, parameters
  double flops = 0;                          ///< floating-point operations of its matrix products
};

}  // namespace glassgpt
