#include "decoder.h"

#include <limits>

#include "transformer.h"

namespace glassgpt {

template <typename Real>
Decoder<Real>::Decoder(const Model<Real>& model, std::size_t places)
    : model_(&model), lengths_(places), schedule_(std::numeric_limits<double>::infinity()) {
  activations_.reserve_cache(model.network, places, model.config.max_seq_len);
}

template <typename Real>
MatrixView<const Real> Decoder<Real>::append(std::span<const Piece> pieces) {
  batch_.clear();
  pasts_.clear();
  for (const Piece& piece : pieces) {
    batch_.inputs.insert(batch_.inputs.end(), piece.ids.begin(), piece.ids.end());
    batch_.starts.push_back(batch_.rows());
    batch_.picked.push_back(batch_.rows() - 1);  // logits of the last one alone
    pasts_.push_back({.place = piece.place, .tokens = length(piece.place)});
  }
  activations_.prepare(model_->network, batch_, Keep::outputs, pasts_);
  schedule_.clear();
  schedule_.add_forward(model_->network, batch_);
  for (const WorkItem& item : schedule_.items()) run_item<Real>(item, *model_, batch_, activations_, {});
  for (const Piece& piece : pieces) lengths_[piece.place] += static_cast<Index>(piece.ids.size());
  return activations_.logits;
}

template <typename Real>
std::span<const Real> Decoder<Real>::append(std::span<const TokenId> ids) {
  const Piece piece = {.ids = ids};
  return append(std::span(&piece, 1)).row(0);
}

template class Decoder<float>;
template class Decoder<double>;

}  // namespace glassgpt
