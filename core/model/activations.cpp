#include "activations.h"

#include <cstdint>
#include <new>

namespace glassgpt {

namespace {

std::span<const Shape> places_of(const MemoryLayout& layout, Keep keep) {
  return std::span(layout.places).first(keep == Keep::gradients ? layout.places.size() : layout.value_places);
}

std::int64_t elements_of(std::span<const Shape> places, const RowCounts& rows) {
  std::int64_t sum = 0;
  for (const Shape& shape : places) sum += rows.elements(shape);
  return sum;
}

}  // namespace

template <typename Real>
double Activations<Real>::arena_size(const Network& network, const Batch& batch, Keep keep) {
  return static_cast<double>(elements_of(places_of(network.memory(keep), keep), RowCounts(batch)));
}

template <typename Real>
void Activations<Real>::reserve_cache(const Network& network, Index tokens) {
  std::size_t elements = 0;
  for (const Value& value : network.values()) {
    if (value.is_cached) elements += static_cast<std::size_t>(tokens * value.shape.cols);
  }
  cache_.resize(elements);
  cached_tokens_ = tokens;
}

template <typename Real>
void Activations<Real>::prepare(const Network& network, const Batch& batch, Keep keep, Index past) {
  const MemoryLayout& layout = network.memory(keep);
  const std::span<const Shape> places = places_of(layout, keep);
  const RowCounts rows(batch, past);
  const auto needed = static_cast<std::uint64_t>(elements_of(places, rows));
  if (needed > arena_.max_size()) throw std::bad_alloc();
  if (arena_.size() < needed) {
    arena_.clear();                                    // nothing of it is to be kept
    arena_.reserve(static_cast<std::size_t>(needed));  // and no more than is needed is to be taken
    arena_.resize(static_cast<std::size_t>(needed));
  }

  offsets_.assign(1, 0);
  for (const Shape& shape : places) {
    offsets_.push_back(offsets_.back() + static_cast<std::size_t>(rows.elements(shape)));
  }
  const auto at = [&](std::size_t place, const Shape& shape) -> Matrix<Real> {
    if (place == MemoryLayout::kNowhere || place >= places.size()) return {};
    return {arena_.data() + offsets_[place], static_cast<Index>(rows[shape.rows]), shape.cols};
  };
  const std::span<const Value> values = network.values();
  values_.resize(values.size());
  gradients_.resize(values.size());
  Real* cached = cache_.data();
  for (ValueId id = 0; id < values.size(); ++id) {
    const Value& value = values[id];
    values_[id] = at(layout.values[id], value.shape);
    gradients_[id] =
        value.becomes_gradient ? values_[id] : at(layout.gradients[id], value.gradient_scratch.value_or(value.shape));
    if (!value.is_cached || cached_tokens_ == 0) continue;
    values_[id].data = cached + past * value.shape.cols;
    cached += cached_tokens_ * value.shape.cols;
  }

  pair_starts_.assign(1, 0);
  for (std::size_t i = 0; i + 1 < batch.starts.size(); ++i) {
    const Index queries = batch.starts[i + 1] - batch.starts[i];
    pair_starts_.push_back(pair_starts_.back() + queries * (past + queries));
  }
  logits = values_[network.logits()];
  loss = 0;
  past_ = past;
}

template class Activations<float>;
template class Activations<double>;

}  // namespace glassgpt
