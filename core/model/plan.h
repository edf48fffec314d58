#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "../text/batch.h"
#include "config.h"
#include "piece.h"

namespace glassgpt {

/// Most work of a piece, in floating-point operations of matrix products: about 6 ms of the 40 GFLOP/s that a core
/// reaches in a browser tab, which has to answer between two pieces, and yet so much that a piece seldom waits for the
/// weights it has to fetch.
inline constexpr double kPieceOperations = 0.25e9;

/// The work of an element where there are no products but an exponential, a root or a visit to memory: as much as so
/// many floating-point operations of products.
inline constexpr double kElementOperations = 200;

/// The pieces of a pass or a step, in their order. They depend on the sizes of the model and of the batch alone, never
/// on time, so that a run gives the same numbers however often it is interrupted.
///
/// Every operation can be cut into rows: rows are tokens, and all operations but attention take each by itself.
/// Attention is cut between examples and between heads. What gradients of weights get from several pieces adds up.
/// Matrix products are also cut into columns of their result, so that the blocks are about as wide as high: of all
/// blocks of as much work, those fetch the least from memory.
class Plan {
 public:
  /// @param limit  most work of a piece, as kPieceOperations; infinity for whole operations
  explicit Plan(double limit = kPieceOperations) : limit_(limit) {}

  /// Most work of a piece.
  [[nodiscard]] double limit() const { return limit_; }

  /// In the order in which they are to be done.
  [[nodiscard]] std::span<const Piece> pieces() const { return pieces_; }

  /// Takes all pieces out, and keeps the room for them.
  void clear() { pieces_.clear(); }

  /// From the ids to the logits.
  void add_forward(const ModelConfig& config, const Batch& batch);

  /// From the logits to the loss.
  void add_loss(const ModelConfig& config, const Batch& batch);

  /// From the loss to all gradients.
  void add_backward(const ModelConfig& config, const Batch& batch);

  /// An operation that goes over all parameters. Its cuts are the same for the same number of them.
  void add_update(Operation operation, std::size_t parameters);

 private:
  [[nodiscard]] Index parts_of(double work, Index most) const;
  void add_block_operation(Piece piece, const ModelConfig& config, const Batch& batch);
  void add_products(Piece piece, Index rows, Index in, Index out);
  void add_rowwise(Piece piece, Index rows, Index columns);
  void add_attention(Piece piece, const ModelConfig& config, const Batch& batch);
  void add_heads(Piece piece, double work, Index heads);

  double limit_;
  std::vector<Piece> pieces_;
};

}  // namespace glassgpt
