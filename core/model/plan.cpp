#include "plan.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace glassgpt {

namespace {

/// Part i of `parts` nearly equal ones.
Range part_of(Index size, Index parts, Index i) {
  const Index first = size * i / parts;
  return {.first = first, .count = size * (i + 1) / parts - first};
}

}  // namespace

void Plan::add_forward(const ModelConfig& config, const Batch& batch) {
  add_rowwise({.operation = Operation::embedding}, batch.rows(), config.embedding_dim);
  for (int layer = 0; layer < config.num_layers; ++layer) {
    for (const Operation operation : kBlockOperations) {
      add_block_operation({.operation = operation, .layer = layer}, config, batch);
    }
  }
  add_products({.operation = Operation::output_projection}, batch.logit_rows(), config.embedding_dim,
               config.vocab_size);
}

void Plan::add_loss(const ModelConfig& config, const Batch& batch) {
  add_rowwise({.operation = Operation::loss}, batch.logit_rows(), config.vocab_size);
}

void Plan::add_backward(const ModelConfig& config, const Batch& batch) {
  constexpr Direction kBackward = Direction::backward;
  add_rowwise({.operation = Operation::loss, .direction = kBackward}, batch.logit_rows(), config.vocab_size);
  add_products({.operation = Operation::output_projection, .direction = kBackward}, batch.logit_rows(),
               config.embedding_dim, config.vocab_size);
  for (int layer = config.num_layers - 1; layer >= 0; --layer) {
    for (auto it = std::rbegin(kBlockOperations); it != std::rend(kBlockOperations); ++it) {
      add_block_operation({.operation = *it, .direction = kBackward, .layer = layer}, config, batch);
    }
  }
  add_rowwise({.operation = Operation::embedding, .direction = kBackward}, batch.rows(), config.embedding_dim);
}

void Plan::add_update(Operation operation, std::size_t parameters) {
  add_rowwise({.operation = operation, .direction = Direction::update}, static_cast<Index>(parameters), 1);
}

void Plan::add_block_operation(Piece piece, const ModelConfig& config, const Batch& batch) {
  const Index rows = batch.rows();
  const Index d = config.embedding_dim;
  const Index h = config.hidden_dim;
  switch (piece.operation) {
    case Operation::query_key_value:
      return add_products(piece, rows, 3 * d, d);  // three matrices [d, d], cut at the same columns
    case Operation::attention:
      return add_attention(piece, config, batch);
    case Operation::attention_output:
      return add_products(piece, rows, d, d);
    case Operation::expand:
      return add_products(piece, rows, d, h);
    case Operation::contract:
      return add_products(piece, rows, h, d);
    default:
      return add_rowwise(piece, rows, d);  // norm1 and norm2
  }
}

/// How many parts to make of something that can be cut into at most so many.
Index Plan::parts_of(double work, Index most) const {
  return static_cast<Index>(std::clamp(std::ceil(work / limit_), 1.0, static_cast<double>(std::max<Index>(most, 1))));
}

/// A linear layer. Forward, y = x W takes 2 in operations for each element of y [rows, out]; backward, dx = dy W^T and
/// dW = x^T dy take as many each.
void Plan::add_products(Piece piece, Index rows, Index in, Index out) {
  const double each = static_cast<double>(in) * (piece.direction == Direction::forward ? 2 : 4);
  const auto size = [](Range range) { return static_cast<double>(range.count); };
  Index row_parts = 1;
  Index column_parts = 1;
  const auto largest = [&] {
    return each * std::ceil(static_cast<double>(rows) / static_cast<double>(row_parts)) *
           std::ceil(static_cast<double>(out) / static_cast<double>(column_parts));
  };
  while (largest() > limit_ && (row_parts < rows || column_parts < out)) {
    // The longer side is cut. Columns are halved, because widths are mostly multiples of powers of two.
    if (out * row_parts > rows * column_parts) {
      column_parts = std::min(2 * column_parts, out);
    } else {
      ++row_parts;
    }
  }
  for (Index r = 0; r < row_parts; ++r) {
    for (Index c = 0; c < column_parts; ++c) {
      piece.rows = part_of(rows, row_parts, r);
      piece.columns = part_of(out, column_parts, c);
      piece.operations = each * size(piece.rows) * size(piece.columns);
      pieces_.push_back(piece);
    }
  }
}

/// An operation without products that takes each row by itself.
void Plan::add_rowwise(Piece piece, Index rows, Index columns) {
  const double work = kElementOperations * static_cast<double>(rows) * static_cast<double>(columns);
  const Index parts = parts_of(work, rows);
  piece.columns = {.first = 0, .count = columns};
  for (Index i = 0; i < parts; ++i) {
    piece.rows = part_of(rows, parts, i);
    pieces_.push_back(piece);
  }
}

/// As many whole examples a piece as make no more than the limit. An example of T tokens has T (T + 1) / 2 pairs of a
/// query and a key that it sees. For each of them and each of the d columns, S = q k^T and z = P v take 2 operations
/// each forward; backward, dP, dv, dq and dk do.
void Plan::add_attention(Piece piece, const ModelConfig& config, const Batch& batch) {
  const double each = config.embedding_dim * (piece.direction == Direction::forward ? 4.0 : 8.0);
  piece.columns = {.first = 0, .count = config.embedding_dim};
  double work = 0;
  for (std::size_t i = 0; i + 1 < batch.starts.size(); ++i) {
    const Index length = batch.starts[i + 1] - batch.starts[i];
    const double pairs = static_cast<double>(length) * static_cast<double>(length + 1) / 2;
    const double more = pairs * (each + kElementOperations * config.num_heads);
    if (piece.rows.count > 0 && work + more > limit_) {
      add_heads(piece, work, config.num_heads);
      piece.rows = {.first = batch.starts[i], .count = 0};
      piece.operations = 0;
      work = 0;
    }
    piece.rows.count += length;
    piece.operations += pairs * each;
    work += more;
  }
  add_heads(piece, work, config.num_heads);
}

/// A piece of attention, cut between heads if it is a single example that is too long for one piece.
void Plan::add_heads(Piece piece, double work, Index heads) {
  const Index head_dim = piece.columns.count / heads;
  const Index parts = parts_of(work, heads);
  const double operations = piece.operations;
  for (Index i = 0; i < parts; ++i) {
    const Range some = part_of(heads, parts, i);
    piece.columns = {.first = some.first * head_dim, .count = some.count * head_dim};
    piece.operations = operations * static_cast<double>(some.count) / static_cast<double>(heads);
    pieces_.push_back(piece);
  }
}

}  // namespace glassgpt
