#include "decoder.h"

#include <limits>

#include "transformer.h"

namespace glassgpt {

template <typename Real>
Decoder<Real>::Decoder(const Model<Real>& model) : model_(&model), schedule_(std::numeric_limits<double>::infinity()) {
  activations_.reserve_cache(model.network, model.config.max_seq_len);
}

template <typename Real>
std::span<const Real> Decoder<Real>::append(std::span<const TokenId> ids) {
  const auto rows = static_cast<Index>(ids.size());
  batch_.inputs.assign(ids.begin(), ids.end());
  batch_.starts.assign({0, rows});
  batch_.picked.assign(1, rows - 1);  // logits of the last one alone
  activations_.prepare(model_->network, batch_, Keep::outputs, length_);
  schedule_.clear();
  schedule_.add_forward(model_->network, batch_);
  for (const WorkItem& item : schedule_.items()) run_item<Real>(item, *model_, batch_, activations_, {});
  length_ += rows;
  return activations_.logits.row(0);
}

template class Decoder<float>;
template class Decoder<double>;

}  // namespace glassgpt
