#include "activations.h"

#include <algorithm>

#include "../math/attention.h"

namespace glassgpt {

namespace {

/// Hands out pieces of an array one after another; without an array it only counts.
template <typename Real>
class Allotment {
 public:
  explicit Allotment(Real* begin) : begin_(begin) {}

  Vector<Real> vector(Index size) {
    Real* first = begin_ == nullptr ? nullptr : begin_ + used_;
    used_ += size;
    return {first, static_cast<std::size_t>(size)};
  }
  Matrix<Real> matrix(Index rows, Index cols) { return {vector(rows * cols).data(), rows, cols}; }
  [[nodiscard]] std::size_t used() const { return static_cast<std::size_t>(used_); }

 private:
  Real* begin_;
  Index used_ = 0;
};

struct Shape {
  Index rows, embedding_dim, hidden_dim, vocab_size, attention, longest;
};

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
  gradients.hidden = allot.matrix(n, shape.hidden_dim);
  gradients.scores = allot.vector(attention_scratch_size(shape.longest));
}

}  // namespace

template <typename Real>
void Activations<Real>::prepare(const ModelConfig& config, const Batch& batch, bool with_gradients) {
  loss = 0;
  attention_starts.assign(1, 0);
  Index longest = 0;
  for (std::size_t i = 0; i + 1 < batch.starts.size(); ++i) {
    const Index length = batch.starts[i + 1] - batch.starts[i];
    longest = std::max(longest, length);
    attention_starts.push_back(attention_starts.back() + attention_weights_size(length, length, config.num_heads));
  }
  const Shape shape = {.rows = batch.rows(),
                       .embedding_dim = config.embedding_dim,
                       .hidden_dim = config.hidden_dim,
                       .vocab_size = config.vocab_size,
                       .attention = static_cast<Index>(attention_starts.back()),
                       .longest = longest};
  blocks.resize(static_cast<std::size_t>(config.num_layers));

  const auto lay_out_all = [&](Allotment<Real> allot) {
    embedded = allot.matrix(shape.rows, shape.embedding_dim);
    for (BlockActivations<Real>& block : blocks) lay_out(block, shape, allot);
    logits = allot.matrix(shape.rows, shape.vocab_size);
    if (with_gradients) lay_out(gradients, shape, allot);
    return allot.used();
  };
  const std::size_t needed = lay_out_all(Allotment<Real>(nullptr));
  if (arena_.size() < needed) arena_.resize(needed);
  lay_out_all(Allotment<Real>(arena_.data()));
}

template class Activations<float>;
template class Activations<double>;

}  // namespace glassgpt
