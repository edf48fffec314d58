#include "decoder.h"

#include "../math/attention.h"
#include "../math/embedding.h"
#include "../math/linear.h"
#include "transformer.h"

namespace glassgpt {

template <typename Real>
Decoder<Real>::Decoder(const Model<Real>& model) : model_(&model) {
  const ModelConfig& config = model.config;
  const auto cached = static_cast<std::size_t>(config.num_layers) * static_cast<std::size_t>(config.max_seq_len) *
                      static_cast<std::size_t>(config.embedding_dim);
  keys_.resize(cached);
  values_.resize(cached);
  logits_.resize(static_cast<std::size_t>(config.vocab_size));
}

template <typename Real>
void Decoder<Real>::reserve(Index rows) {
  if (rows <= capacity_) return;
  capacity_ = rows;
  const ModelConfig& config = model_->config;
  const auto width = static_cast<std::size_t>(rows * config.embedding_dim);
  for (std::vector<Real>* buffer : {&x_, &query_, &mixed_, &sum_, &norm_}) buffer->resize(width);
  hidden_.resize(static_cast<std::size_t>(rows * config.hidden_dim));
  mean_.resize(static_cast<std::size_t>(rows));
  rstd_.resize(static_cast<std::size_t>(rows));
  attention_.resize(attention_weights_size(rows, config.max_seq_len, config.num_heads));
}

template <typename Real>
std::span<const Real> Decoder<Real>::append(std::span<const TokenId> ids) {
  const ModelConfig& config = model_->config;
  const Tensors<const Real> w = model_->weights();
  const auto rows = static_cast<Index>(ids.size());
  const Index d = config.embedding_dim;
  reserve(rows);

  const Matrix<Real> x(x_.data(), rows, d);
  const Matrix<Real> sum(sum_.data(), rows, d);
  embedding_forward<Real>(x, ids, w.token_embedding(), w.position_embedding(), length_);
  const Index starts[] = {0, rows};
  const std::size_t attention_starts[] = {0, attention_weights_size(rows, length_ + rows, config.num_heads)};
  for (int layer = 0; layer < config.num_layers; ++layer) {
    const Index offset = Index{layer} * config.max_seq_len * d;
    const Matrix<Real> keys(keys_.data() + offset, length_ + rows, d);
    const Matrix<Real> values(values_.data() + offset, length_ + rows, d);
    const BlockActivations<Real> block = {.query = {query_.data(), rows, d},
                                          .key = keys.middle_rows(length_, rows),
                                          .value = values.middle_rows(length_, rows),
                                          .keys = keys,
                                          .values = values,
                                          .attention = attention_,
                                          .mixed = {mixed_.data(), rows, d},
                                          .sum1 = sum,
                                          .mean1 = mean_,
                                          .rstd1 = rstd_,
                                          .norm1 = {norm_.data(), rows, d},
                                          .hidden = {hidden_.data(), rows, config.hidden_dim},
                                          .sum2 = sum,
                                          .mean2 = mean_,
                                          .rstd2 = rstd_,
                                          .out = x};
    block_forward<Real>(block, w.block(layer), x, {starts, attention_starts, config.num_heads});
  }
  length_ += rows;

  const Matrix<Real> logits(logits_.data(), 1, config.vocab_size);
  linear_forward<Real>(logits, x.middle_rows(rows - 1, 1), w.output_projection());
  return logits_;
}

template class Decoder<float>;
template class Decoder<double>;

}  // namespace glassgpt
