#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../text/batch.h"
#include "network.h"
#include "work.h"

namespace glassgpt {

/// Most work of an item, in floating-point operations of matrix products: about 6 ms of the 40 GFLOP/s that a core
/// reaches in a browser tab, which has to answer between two items, and yet so much that an item seldom waits for the
/// weights it has to fetch.
inline constexpr double kWorkItemFlops = 0.25e9;

/// The work of an element where there are no products but an exponential, a root or a visit to memory: as much as so
/// many floating-point operations of products.
inline constexpr double kElementFlops = 200;

/// The work items of a pass or a step, in their order. They depend on the sizes of the model and of the batch alone,
/// never on time, so that a run gives the same numbers however often it is interrupted.
///
/// Every operation can be cut into rows: rows are tokens, and all operations but attention take each by itself.
/// Attention is cut between examples and between heads. What gradients of weights get from several items adds up.
/// Matrix products are also cut into columns of their result, so that the tiles are about as wide as high: of all
/// tiles of as much work, those fetch the least from memory.
class WorkSchedule {
 public:
  /// @param limit  most work of an item, as kWorkItemFlops; infinity for whole operations
  explicit WorkSchedule(double limit = kWorkItemFlops) : limit_(limit) {}

  /// Most work of an item.
  [[nodiscard]] double limit() const { return limit_; }

  /// In the order in which they are to be done.
  [[nodiscard]] std::span<const WorkItem> items() const { return items_; }

  /// Takes all items out, and keeps the room for them.
  void clear() { items_.clear(); }

  /// From the ids to the logits: every operation of the network but the loss, its last.
  void add_forward(const Network& network, const Batch& batch);

  /// From the logits to the loss.
  void add_loss(const Network& network, const Batch& batch);

  /// From the loss to all gradients: the network's list reversed.
  void add_backward(const Network& network, const Batch& batch);

  /// All of one operation of the network.
  void add(const Network& network, std::size_t operation, Direction direction, const Batch& batch);

  /// An operation of the trainer's that goes over all parameters. Its cuts are the same for the same number of them.
  void add_update(std::size_t operation, std::size_t parameters);

  // For operations: the ways in which one can be cut.

  /// Matrix products: y = x W takes 2 in floating-point operations for each element of y; backward, dx = dy W^T and
  /// dW = x^T dy take as many each. Cut into rows and columns of y.
  /// @param rows, columns  of y @param in  columns of x, those of all products together if there are several
  void add_products(WorkItem item, Index rows, Index in, Index columns);

  /// An operation without products that takes each row by itself. Cut into rows.
  void add_rows(WorkItem item, Index rows, Index columns);

  /// Attention of all examples. Cut between examples, and between heads where an example is too long for one item.
  void add_attention(WorkItem item, const Batch& batch, Index embedding_dim, Index heads);

 private:
  [[nodiscard]] Index parts_of(double work, Index most) const;
  void add_heads(WorkItem item, double work, Index heads);

  double limit_;
  std::vector<WorkItem> items_;
};

}  // namespace glassgpt
