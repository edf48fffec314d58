#include "transformer.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "../math/attention.h"
#include "../math/embedding.h"
#include "../math/layer_norm.h"
#include "../math/linear.h"
#include "../math/relu.h"
#include "../math/softmax.h"
#include "plan.h"

namespace glassgpt {

namespace {

template <typename Real>
void copy(Matrix<Real> to, ConstMatrix<Real> from) {
  for (Index r = 0; r < to.rows; ++r) std::copy_n(from.row(r).data(), from.cols, to.row(r).data());
}

template <typename Element>
std::span<Element> part(std::span<Element> all, Range range) {
  return all.subspan(static_cast<std::size_t>(range.first), static_cast<std::size_t>(range.count));
}

/// What of its operands a piece works on: some of the rows, some of the columns, or the block where both meet.
struct Window {
  Range rows;
  Range columns;

  template <typename Element>
  [[nodiscard]] MatrixView<Element> of_rows(MatrixView<Element> m) const {
    return m.middle_rows(rows.first, rows.count);
  }
  template <typename Element>
  [[nodiscard]] std::span<Element> of_rows(std::span<Element> v) const {
    return part(v, rows);
  }
  template <typename Element>
  [[nodiscard]] MatrixView<Element> of_columns(MatrixView<Element> m) const {
    return m.middle_cols(columns.first, columns.count);
  }
  template <typename Element>
  [[nodiscard]] std::span<Element> of_columns(std::span<Element> v) const {
    return part(v, columns);
  }
  template <typename Element>
  [[nodiscard]] MatrixView<Element> block(MatrixView<Element> m) const {
    return of_columns(of_rows(m));
  }
  /// Whether nothing was yet added to gradients of these rows.
  [[nodiscard]] bool first_of_rows() const { return columns.first == 0; }
  /// Whether they are complete with it. @param width  of the forward's result
  [[nodiscard]] bool last_of_rows(Index width) const { return columns.first + columns.count == width; }
};

/// Calls work(i, rows, position) for the part of each example i that lies within the rows; it begins at that position
/// of the example.
template <typename Work>
void for_examples(std::span<const Index> starts, Range rows, Work work) {
  const Index end = rows.first + rows.count;
  auto i = static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), rows.first) - starts.begin()) - 1;
  for (; i + 1 < starts.size() && starts[i] < end; ++i) {
    const Index first = std::max(starts[i], rows.first);
    work(i, Range{.first = first, .count = std::min(starts[i + 1], end) - first}, first - starts[i]);
  }
}

/// Which heads the columns belong to.
Range heads_of(Range columns, Index embedding_dim, Index heads) {
  const Index head_dim = embedding_dim / heads;
  return {.first = columns.first / head_dim, .count = columns.count / head_dim};
}

/// The attention weights of some of the heads of an example. Those of all its heads lie end to end.
template <typename Real>
Vector<Real> attention_weights(const BlockActivations<Real>& act, const AttentionLayout& layout, std::size_t example,
                               Range heads) {
  const std::size_t first = layout.attention_starts[example];
  const std::size_t all_heads = layout.attention_starts[example + 1] - first;
  const Index each = static_cast<Index>(all_heads) / layout.heads;
  return part(act.attention.subspan(first, all_heads), {.first = heads.first * each, .count = heads.count * each});
}

/// One operation of block_forward, as far as the window goes.
template <typename Real>
void block_forward(Operation operation, const Window& at, const BlockActivations<Real>& act,
                   const BlockTensors<const Real>& w, ConstMatrix<Real> x, const AttentionLayout& layout) {
  switch (operation) {
    // 1. q = x W_Q, k = x W_K, v = x W_V
    case Operation::query_key_value:
      linear_forward<Real>(at.block(act.query), at.of_rows(x), at.of_columns(w.query));
      linear_forward<Real>(at.block(act.key), at.of_rows(x), at.of_columns(w.key));
      linear_forward<Real>(at.block(act.value), at.of_rows(x), at.of_columns(w.value));
      break;

    // 2. sum1 = x + z W_O, with z = Attention(q, k, v)
    case Operation::attention: {
      const Range heads = heads_of(at.columns, x.cols, layout.heads);
      const Index cached = act.keys.rows - act.key.rows;
      for_examples(layout.starts, at.rows, [&](std::size_t example, Range rows, Index) {
        const Window queries = {.rows = rows, .columns = at.columns};
        const Window keys = {.rows = {.first = rows.first, .count = cached + rows.count}, .columns = at.columns};
        attention_forward<Real>(queries.block(act.mixed), attention_weights(act, layout, example, heads),
                                queries.block(act.query), keys.block(act.keys), keys.block(act.values), heads.count);
      });
      break;
    }
    case Operation::attention_output:
      copy<Real>(at.block(act.sum1), at.block(x));
      linear_add_forward<Real>(at.block(act.sum1), at.of_rows(act.mixed), at.of_columns(w.output));
      break;

    // 3. a = LN1(sum1)
    case Operation::norm1:
      layer_norm_forward<Real>(at.of_rows(act.norm1), at.of_rows(act.mean1), at.of_rows(act.rstd1),
                               at.of_rows(act.sum1), w.gamma1, w.beta1);
      break;

    // 4. hidden = ReLU(a W_1 + b_1)
    case Operation::expand:
      linear_forward<Real>(at.block(act.hidden), at.of_rows(act.norm1), at.of_columns(w.w1), at.of_columns(w.b1));
      relu_forward<Real>(at.block(act.hidden));
      break;

    // 5. sum2 = a + hidden W_2 + b_2
    case Operation::contract:
      copy<Real>(at.block(act.sum2), at.block(act.norm1));
      linear_add_forward<Real>(at.block(act.sum2), at.of_rows(act.hidden), at.of_columns(w.w2), at.of_columns(w.b2));
      break;

    // 6. y = LN2(sum2)
    case Operation::norm2:
      layer_norm_forward<Real>(at.of_rows(act.out), at.of_rows(act.mean2), at.of_rows(act.rstd2), at.of_rows(act.sum2),
                               w.gamma2, w.beta2);
      break;

    default:
      break;
  }
}

/// One operation of the backward of block_forward, as far as the window goes; they come in reverse order. On entry of
/// the first one d.residual holds dy, on return of the last one dx.
template <typename Real>
void block_backward(Operation operation, const Window& at, const ActivationGradients<Real>& d,
                    const BlockTensors<Real>& dw, const BlockActivations<Real>& act, const BlockTensors<const Real>& w,
                    ConstMatrix<Real> x, const AttentionLayout& layout) {
  switch (operation) {
    // 6. y = LN2(sum2)
    case Operation::norm2:
      layer_norm_backward<Real>(at.of_rows(d.sum2), dw.gamma2, dw.beta2, at.of_rows(d.residual), at.of_rows(act.sum2),
                                at.of_rows(act.mean2), at.of_rows(act.rstd2), w.gamma2);
      break;

    // 5. sum2 = a + hidden W_2 + b_2: dsum2 is also what the residual passes on to da
    case Operation::contract:
      linear_backward<Real>(at.of_rows(d.hidden), at.of_columns(dw.w2), at.of_columns(dw.b2), at.block(d.sum2),
                            at.of_rows(act.hidden), at.of_columns(w.w2), at.first_of_rows());
      break;

    // 4. hidden = ReLU(a W_1 + b_1)
    case Operation::expand:
      relu_backward<Real>(at.block(d.hidden), at.block(act.hidden));
      linear_backward<Real>(at.of_rows(d.sum2), at.of_columns(dw.w1), at.of_columns(dw.b1), at.block(d.hidden),
                            at.of_rows(act.norm1), at.of_columns(w.w1));
      break;

    // 3. a = LN1(sum1)
    case Operation::norm1:
      layer_norm_backward<Real>(at.of_rows(d.residual), dw.gamma1, dw.beta1, at.of_rows(d.sum2), at.of_rows(act.sum1),
                                at.of_rows(act.mean1), at.of_rows(act.rstd1), w.gamma1);
      break;

    // 2. sum1 = x + z W_O, with z = Attention(q, k, v): dsum1 is also what the residual passes on to dx
    case Operation::attention_output:
      linear_backward<Real>(at.of_rows(d.mixed), at.of_columns(dw.output), {}, at.block(d.residual),
                            at.of_rows(act.mixed), at.of_columns(w.output), at.first_of_rows());
      break;
    case Operation::attention: {
      const Range heads = heads_of(at.columns, x.cols, layout.heads);
      for_examples(layout.starts, at.rows, [&](std::size_t example, Range rows, Index) {
        const Window its = {.rows = rows, .columns = at.columns};
        attention_backward<Real>(its.block(d.query), its.block(d.key), its.block(d.value), d.scores, its.block(d.mixed),
                                 attention_weights(act, layout, example, heads), its.block(act.query),
                                 its.block(act.key), its.block(act.value), heads.count);
      });
      break;
    }

    // 1. q = x W_Q, k = x W_K, v = x W_V
    case Operation::query_key_value:
      linear_backward<Real>(at.of_rows(d.residual), at.of_columns(dw.query), {}, at.block(d.query), at.of_rows(x),
                            at.of_columns(w.query));
      linear_backward<Real>(at.of_rows(d.residual), at.of_columns(dw.key), {}, at.block(d.key), at.of_rows(x),
                            at.of_columns(w.key));
      linear_backward<Real>(at.of_rows(d.residual), at.of_columns(dw.value), {}, at.block(d.value), at.of_rows(x),
                            at.of_columns(w.value));
      break;

    default:
      break;
  }
}

/// The input of a layer: the output of the one below it.
template <typename Real>
Matrix<Real> layer_input(const Activations<Real>& act, int layer) {
  return layer == 0 ? act.embedded : act.blocks[static_cast<std::size_t>(layer) - 1].out;
}

/// The picked rows that a piece on logits is about.
std::span<const Index> picked_rows(const Batch& batch, Range rows) {
  return part(std::span(batch.picked), rows);
}

/// Copies the picked ones of the last block's output to where logits are made of them.
template <typename Real>
void pick(const Batch& batch, const Activations<Real>& act, Range rows) {
  Index to = rows.first;
  for (const Index from : picked_rows(batch, rows)) {
    std::copy_n(act.blocks.back().out.row(from).data(), act.top.cols, act.top.row(to++).data());
  }
}

/// Puts the gradients of picked rows back to their places; those of the others are 0.
template <typename Real>
void unpick(const Batch& batch, const ActivationGradients<Real>& d, Range rows) {
  if (rows.first == 0) {
    for (Index row = 0; row < d.residual.rows; ++row) {
      const std::span<Real> all = d.residual.row(row);
      std::fill(all.begin(), all.end(), Real{0});
    }
  }
  Index from = rows.first;
  for (const Index to : picked_rows(batch, rows)) {
    std::copy_n(d.top.row(from++).data(), d.top.cols, d.residual.row(to).data());
  }
}

/// The ids or the targets of some rows.
std::span<const TokenId> ids_of(std::span<const TokenId> ids, Range rows) {
  return part(ids, rows);
}

/// Adds the rows' share of the mean loss of the batch.
template <typename Real>
void add_loss(const Batch& batch, Activations<Real>& act, Range rows) {
  act.loss += cross_entropy_forward<Real>(act.logits.middle_rows(rows.first, rows.count),
                                          ids_of(batch.logit_targets(), rows), batch.predicted());
}

template <typename Real>
void run_forward(const Piece& piece, const Model<Real>& model, const Batch& batch, Activations<Real>& act) {
  const Tensors<const Real> w = model.weights();
  const Window at = {.rows = piece.rows, .columns = piece.columns};
  switch (piece.operation) {
    case Operation::embedding:
      for_examples(batch.starts, at.rows, [&](std::size_t, Range rows, Index position) {
        embedding_forward<Real>(act.embedded.middle_rows(rows.first, rows.count), ids_of(batch.inputs, rows),
                                w.token_embedding(), w.position_embedding(), position);
      });
      break;
    case Operation::output_projection:
      if (!batch.picked.empty() && at.first_of_rows()) pick(batch, act, at.rows);
      linear_forward<Real>(at.block(act.logits), at.of_rows(act.top), at.of_columns(w.output_projection()));
      break;
    case Operation::loss:
      add_loss(batch, act, at.rows);
      break;
    default:
      block_forward<Real>(piece.operation, at, act.blocks[static_cast<std::size_t>(piece.layer)], w.block(piece.layer),
                          layer_input(act, piece.layer), {batch.starts, act.attention_starts, model.config.num_heads});
  }
}

template <typename Real>
void run_backward(const Piece& piece, const Model<Real>& model, const Batch& batch, Activations<Real>& act,
                  std::span<Real> gradients) {
  const Tensors<const Real> w = model.weights();
  const Tensors<Real> dw(model.table, gradients);
  const ActivationGradients<Real>& d = act.gradients;
  const Window at = {.rows = piece.rows, .columns = piece.columns};
  switch (piece.operation) {
    case Operation::loss:
      cross_entropy_backward<Real>(at.of_rows(act.logits), ids_of(batch.logit_targets(), at.rows), batch.predicted());
      break;
    case Operation::output_projection:
      linear_backward<Real>(at.of_rows(d.top), at.of_columns(dw.output_projection()), {}, at.block(act.logits),
                            at.of_rows(act.top), at.of_columns(w.output_projection()), at.first_of_rows());
      if (!batch.picked.empty() && at.last_of_rows(model.config.vocab_size)) unpick(batch, d, at.rows);
      break;
    case Operation::embedding:
      for_examples(batch.starts, at.rows, [&](std::size_t, Range rows, Index position) {
        embedding_backward<Real>(dw.token_embedding(), dw.position_embedding(),
                                 d.residual.middle_rows(rows.first, rows.count), ids_of(batch.inputs, rows), position);
      });
      break;
    default:
      block_backward<Real>(piece.operation, at, d, dw.block(piece.layer),
                           act.blocks[static_cast<std::size_t>(piece.layer)], w.block(piece.layer),
                           layer_input(act, piece.layer), {batch.starts, act.attention_starts, model.config.num_heads});
  }
}

/// A plan of whole operations, for passes that nobody interrupts.
Plan uncut_plan() {
  return Plan(std::numeric_limits<double>::infinity());
}

}  // namespace

template <typename Real>
void block_forward(const BlockActivations<Real>& act, const BlockTensors<const Real>& w, ConstMatrix<Real> x,
                   const AttentionLayout& layout) {
  for (const Operation operation : kBlockOperations) {
    const Index columns = operation == Operation::expand ? act.hidden.cols : x.cols;
    const Window all = {.rows = {.first = 0, .count = x.rows}, .columns = {.first = 0, .count = columns}};
    block_forward<Real>(operation, all, act, w, x, layout);
  }
}

template <typename Real>
void run_piece(const Piece& piece, const Model<Real>& model, const Batch& batch, Activations<Real>& act,
               std::span<Real> gradients) {
  if (piece.direction == Direction::forward) {
    run_forward(piece, model, batch, act);
  } else {
    run_backward(piece, model, batch, act, gradients);
  }
}

template <typename Real>
void forward(const Model<Real>& model, const Batch& batch, Activations<Real>& act, bool with_gradients) {
  act.prepare(model.config, batch, with_gradients);
  Plan plan = uncut_plan();
  plan.add_forward(model.config, batch);
  for (const Piece& piece : plan.pieces()) run_forward(piece, model, batch, act);
}

template <typename Real>
double loss_forward(const Batch& batch, Activations<Real>& act) {
  act.loss = 0;
  add_loss(batch, act, {.first = 0, .count = batch.rows()});
  return act.loss;
}

template <typename Real>
void backward(const Model<Real>& model, const Batch& batch, Activations<Real>& act, std::span<Real> gradients) {
  Plan plan = uncut_plan();
  plan.add_backward(model.config, batch);
  for (const Piece& piece : plan.pieces()) run_backward(piece, model, batch, act, gradients);
}

#define GLASSGPT_INSTANTIATE(Real)                                                                                     \
  template void block_forward<Real>(const BlockActivations<Real>&, const BlockTensors<const Real>&, ConstMatrix<Real>, \
                                    const AttentionLayout&);                                                           \
  template void run_piece<Real>(const Piece&, const Model<Real>&, const Batch&, Activations<Real>&, std::span<Real>);  \
  template void forward<Real>(const Model<Real>&, const Batch&, Activations<Real>&, bool);                             \
  template double loss_forward<Real>(const Batch&, Activations<Real>&);                                                \
  template void backward<Real>(const Model<Real>&, const Batch&, Activations<Real>&, std::span<Real>);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt
