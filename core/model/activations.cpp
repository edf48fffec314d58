#include "activations.h"

#include <algorithm>
#include <cstdint>
#include <new>

#include "../math/attention.h"

namespace glassgpt {

namespace {

/// Hands out pieces of an array one after another; without an array it only counts. It counts in 64 bits, so that what
/// does not fit into the memory of WebAssembly does not seem to.
template <typename Real>
class Allotment {
 public:
  explicit Allotment(Real* begin) : begin_(begin) {}

  Vector<Real> vector(std::int64_t size) {
    Real* first = begin_ == nullptr ? nullptr : begin_ + used_;
    used_ += size;
    return {first, static_cast<std::size_t>(size)};
  }
  Matrix<Real> matrix(Index rows, Index cols) { return {vector(std::int64_t{rows} * cols).data(), rows, cols}; }
  [[nodiscard]] std::int64_t used() const { return used_; }

 private:
  Real* begin_;
  std::int64_t used_ = 0;
};

struct Shape {
  Index rows, logit_rows, embedding_dim, hidden_dim, vocab_size, longest;
  bool picks;  ///< whether logits are made of some rows only
  std::int64_t attention;
};

Shape shape_of(const ModelConfig& config, const Batch& batch) {
  Shape shape = {.rows = batch.rows(),
                 .logit_rows = batch.logit_rows(),
                 .embedding_dim = config.embedding_dim,
                 .hidden_dim = config.hidden_dim,
                 .vocab_size = config.vocab_size,
                 .longest = 0,
                 .picks = !batch.picked.empty(),
                 .attention = 0};
  for (std::size_t i = 0; i + 1 < batch.starts.size(); ++i) {
    const Index length = batch.starts[i + 1] - batch.starts[i];
    shape.longest = std::max(shape.longest, length);
    shape.attention += static_cast<std::int64_t>(attention_weights_size(length, length, config.num_heads));
  }
  return shape;
}

template <typename Real>
void lay_out(BlockActivations<Real>& block, const Shape& shape, Allotment<Real>& allot) {
  const Index n = shape.rows;
  const Index d = shape.embedding_dim;
  block.query = allot.matrix(n, d);
  block.key = block.keys = allot.matrix(n, d);
  block.value = block.values = allot.matrix(n, d);
  block.attention = allot.vector(shape.attention);
  block.mixed = allot.matrix(n, d);
  block.sum1 = allot.matrix(n, d);
  block.mean1 = allot.vector(n);
  block.rstd1 = allot.vector(n);
  block.norm1 = allot.matrix(n, d);
  block.hidden = allot.matrix(n, shape.hidden_dim);
  block.sum2 = allot.matrix(n, d);
  block.mean2 = allot.vector(n);
  block.rstd2 = allot.vector(n);
  block.out = allot.matrix(n, d);
}

template <typename Real>
void lay_out(ActivationGradients<Real>& gradients, const Shape& shape, Allotment<Real>& allot) {
  const Index n = shape.rows;
  const Index d = shape.embedding_dim;
  for (Matrix<Real>* gradient :
       {&gradients.residual, &gradients.sum2, &gradients.query, &gradients.key, &gradients.value, &gradients.mixed}) {
    *gradient = allot.matrix(n, d);
  }
  gradients.top = shape.picks ? allot.matrix(shape.logit_rows, d) : gradients.residual;
  gradients.hidden = allot.matrix(n, shape.hidden_dim);
  gradients.scores = allot.vector(attention_scratch_size(shape.longest));
}

/// Sets all views. @return elements in all
template <typename Real>
std::int64_t lay_out(Activations<Real>& act, const ModelConfig& config, const Shape& shape, bool with_gradients,
                     Allotment<Real> allot) {
  act.blocks.resize(static_cast<std::size_t>(config.num_layers));
  act.embedded = allot.matrix(shape.rows, shape.embedding_dim);
  for (BlockActivations<Real>& block : act.blocks) lay_out(block, shape, allot);
  act.top = shape.picks ? allot.matrix(shape.logit_rows, shape.embedding_dim) : act.blocks.back().out;
  act.logits = allot.matrix(shape.logit_rows, shape.vocab_size);
  if (with_gradients) lay_out(act.gradients, shape, allot);
  return allot.used();
}

}  // namespace

template <typename Real>
double Activations<Real>::arena_size(const ModelConfig& config, const Batch& batch, bool with_gradients) {
  Activations nowhere;
  return static_cast<double>(
      lay_out(nowhere, config, shape_of(config, batch), with_gradients, Allotment<Real>(nullptr)));
}

template <typename Real>
void Activations<Real>::prepare(const ModelConfig& config, const Batch& batch, bool with_gradients) {
  loss = 0;
  attention_starts.assign(1, 0);
  for (std::size_t i = 0; i + 1 < batch.starts.size(); ++i) {
    const Index length = batch.starts[i + 1] - batch.starts[i];
    attention_starts.push_back(attention_starts.back() + attention_weights_size(length, length, config.num_heads));
  }
  const Shape shape = shape_of(config, batch);
  const std::int64_t needed = lay_out(*this, config, shape, with_gradients, Allotment<Real>(nullptr));
  if (static_cast<std::uint64_t>(needed) > arena_.max_size()) throw std::bad_alloc();
  if (arena_.size() < static_cast<std::size_t>(needed)) {
    arena_.clear();                                    // nothing of it is to be kept
    arena_.reserve(static_cast<std::size_t>(needed));  // and no more than is needed is to be taken
    arena_.resize(static_cast<std::size_t>(needed));
  }
  lay_out(*this, config, shape, with_gradients, Allotment<Real>(arena_.data()));
}

template class Activations<float>;
template class Activations<double>;

}  // namespace glassgpt
