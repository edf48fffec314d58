#include "transformer.h"

#include <algorithm>
#include <utility>

#include "../math/attention.h"
#include "../math/embedding.h"
#include "../math/layer_norm.h"
#include "../math/linear.h"
#include "../math/relu.h"
#include "../math/softmax.h"

namespace glassgpt {

namespace {

template <typename Real>
void copy(Matrix<Real> to, ConstMatrix<Real> from) {
  for (Index r = 0; r < to.rows; ++r) std::copy_n(from.row(r).data(), from.cols, to.row(r).data());
}

template <typename Real>
void zero(Matrix<Real> m) {
  for (Index r = 0; r < m.rows; ++r) std::fill_n(m.row(r).data(), m.cols, Real{0});
}

/// The ids of one example of a batch.
std::span<const TokenId> example_inputs(const Batch& batch, std::size_t i) {
  const auto first = static_cast<std::size_t>(batch.starts[i]);
  const auto last = static_cast<std::size_t>(batch.starts[i + 1]);
  return std::span(batch.inputs).subspan(first, last - first);
}

/// The backward of block_forward. On entry d.residual holds dy, on return dx.
template <typename Real>
void block_backward(ActivationGradients<Real>& d, const BlockTensors<Real>& dw, const BlockActivations<Real>& act,
                    const BlockTensors<const Real>& w, ConstMatrix<Real> x, std::span<const Index> starts,
                    std::span<const std::size_t> attention_starts, Index heads) {
  // 6. y = LN2(sum2)
  zero(d.other);
  layer_norm_backward<Real>(d.other, dw.gamma2, dw.beta2, d.residual, act.sum2, act.mean2, act.rstd2, w.gamma2);
  std::swap(d.residual, d.other);  // d.residual is dsum2, and so already what the residual passes on to da

  // 5. sum2 = a + hidden W_2 + b_2
  zero(d.hidden);
  linear_backward<Real>(d.hidden, dw.w2, dw.b2, d.residual, act.hidden, w.w2);
  // 4. hidden = ReLU(a W_1 + b_1)
  relu_backward<Real>(d.hidden, act.hidden);
  linear_backward<Real>(d.residual, dw.w1, dw.b1, d.hidden, act.norm1, w.w1);

  // 3. a = LN1(sum1)
  zero(d.other);
  layer_norm_backward<Real>(d.other, dw.gamma1, dw.beta1, d.residual, act.sum1, act.mean1, act.rstd1, w.gamma1);
  std::swap(d.residual, d.other);  // d.residual is dsum1, and so already what the residual passes on to dx

  // 2. sum1 = x + Attention(q, k, v) W_O
  zero(d.mixed);
  linear_backward<Real>(d.mixed, dw.output, {}, d.residual, act.mixed, w.output);
  for (Matrix<Real> gradient : {d.query, d.key, d.value}) zero(gradient);
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    const Index first = starts[i];
    const Index count = starts[i + 1] - first;
    const auto weights = act.attention.subspan(attention_starts[i], attention_starts[i + 1] - attention_starts[i]);
    attention_backward<Real>(d.query.middle_rows(first, count), d.key.middle_rows(first, count),
                             d.value.middle_rows(first, count), d.scores, d.mixed.middle_rows(first, count), weights,
                             act.query.middle_rows(first, count), act.key.middle_rows(first, count),
                             act.value.middle_rows(first, count), heads);
  }
  // 1. q = x W_Q, k = x W_K, v = x W_V
  linear_backward<Real>(d.residual, dw.query, {}, d.query, x, w.query);
  linear_backward<Real>(d.residual, dw.key, {}, d.key, x, w.key);
  linear_backward<Real>(d.residual, dw.value, {}, d.value, x, w.value);
}

}  // namespace

template <typename Real>
void block_forward(BlockActivations<Real>& act, const BlockTensors<const Real>& w, ConstMatrix<Real> x,
                   std::span<const Index> starts, std::span<const std::size_t> attention_starts, Index heads) {
  // 1. q = x W_Q, k = x W_K, v = x W_V
  linear_forward<Real>(act.query, x, w.query);
  linear_forward<Real>(act.key, x, w.key);
  linear_forward<Real>(act.value, x, w.value);

  // 2. sum1 = x + Attention(q, k, v) W_O
  const Index cached = act.keys.rows - act.key.rows;
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    const Index first = starts[i];
    const Index count = starts[i + 1] - first;
    const auto weights = act.attention.subspan(attention_starts[i], attention_starts[i + 1] - attention_starts[i]);
    attention_forward<Real>(act.mixed.middle_rows(first, count), weights, act.query.middle_rows(first, count),
                            act.keys.middle_rows(first, cached + count), act.values.middle_rows(first, cached + count),
                            heads);
  }
  copy<Real>(act.sum1, x);
  linear_add_forward<Real>(act.sum1, act.mixed, w.output);

  // 3. a = LN1(sum1)
  layer_norm_forward<Real>(act.norm1, act.mean1, act.rstd1, act.sum1, w.gamma1, w.beta1);

  // 4. hidden = ReLU(a W_1 + b_1)
  linear_forward<Real>(act.hidden, act.norm1, w.w1, w.b1);
  relu_forward<Real>(act.hidden);

  // 5. sum2 = a + hidden W_2 + b_2
  copy<Real>(act.sum2, act.norm1);
  linear_add_forward<Real>(act.sum2, act.hidden, w.w2, w.b2);

  // 6. y = LN2(sum2)
  layer_norm_forward<Real>(act.out, act.mean2, act.rstd2, act.sum2, w.gamma2, w.beta2);
}

template <typename Real>
void forward(const Model<Real>& model, const Batch& batch, Activations<Real>& act, bool with_gradients) {
  act.prepare(model.config, batch, with_gradients);
  const Tensors<const Real> w = model.weights();

  for (std::size_t i = 0; i + 1 < batch.starts.size(); ++i) {
    const std::span<const TokenId> ids = example_inputs(batch, i);
    const Matrix<Real> rows = act.embedded.middle_rows(batch.starts[i], static_cast<Index>(ids.size()));
    embedding_forward<Real>(rows, ids, w.token_embedding(), w.position_embedding(), 0);
  }
  Matrix<Real> x = act.embedded;
  for (int layer = 0; layer < model.config.num_layers; ++layer) {
    BlockActivations<Real>& block = act.blocks[static_cast<std::size_t>(layer)];
    block_forward<Real>(block, w.block(layer), x, batch.starts, act.attention_starts, model.config.num_heads);
    x = block.out;
  }
  linear_forward<Real>(act.logits, x, w.output_projection());
}

template <typename Real>
double loss_forward(const Batch& batch, Activations<Real>& act) {
  return cross_entropy_forward<Real>(act.logits, batch.targets);
}

template <typename Real>
void backward(const Model<Real>& model, const Batch& batch, Activations<Real>& act, std::span<Real> gradients) {
  const Tensors<const Real> w = model.weights();
  const Tensors<Real> dw(model.table, gradients);
  ActivationGradients<Real>& d = act.gradients;
  const int layers = model.config.num_layers;
  // The input of a layer is the output of the one below it.
  const auto layer_input = [&](int layer) {
    return layer == 0 ? act.embedded : act.blocks[static_cast<std::size_t>(layer - 1)].out;
  };

  cross_entropy_backward<Real>(act.logits, batch.targets);
  zero(d.residual);
  linear_backward<Real>(d.residual, dw.output_projection(), {}, act.logits, layer_input(layers), w.output_projection());
  for (int layer = layers - 1; layer >= 0; --layer) {
    block_backward<Real>(d, dw.block(layer), act.blocks[static_cast<std::size_t>(layer)], w.block(layer),
                         layer_input(layer), batch.starts, act.attention_starts, model.config.num_heads);
  }
  for (std::size_t i = 0; i + 1 < batch.starts.size(); ++i) {
    const std::span<const TokenId> ids = example_inputs(batch, i);
    embedding_backward<Real>(dw.token_embedding(), dw.position_embedding(),
                             d.residual.middle_rows(batch.starts[i], static_cast<Index>(ids.size())), ids, 0);
  }
}

#define GLASSGPT_INSTANTIATE(Real)                                                                               \
  template void block_forward<Real>(BlockActivations<Real>&, const BlockTensors<const Real>&, ConstMatrix<Real>, \
                                    std::span<const Index>, std::span<const std::size_t>, Index);                \
  template void forward<Real>(const Model<Real>&, const Batch&, Activations<Real>&, bool);                       \
  template double loss_forward<Real>(const Batch&, Activations<Real>&);                                          \
  template void backward<Real>(const Model<Real>&, const Batch&, Activations<Real>&, std::span<Real>);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt
