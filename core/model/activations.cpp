#include "activations.h"

#include <cstdint>
#include <memory>
#include <new>

namespace glassgpt {

namespace {

std::span<const Shape> places_of(const MemoryLayout& layout, Keep keep) {
  return std::span(layout.places).first(keep == Keep::gradients ? layout.places.size() : layout.value_places);
}

/// A line of the processor's caches, in bytes. A register that reaches into two of them takes twice as long to store.
constexpr std::size_t kCacheLine = 64;

/// From the beginning of a place to that of the next, in elements: whole lines.
template <typename Real>
std::int64_t room_for(const Shape& shape, const RowCounts& rows) {
  constexpr std::int64_t kEach = kCacheLine / sizeof(Real);
  return (rows.elements(shape) + kEach - 1) / kEach * kEach;
}

/// Where the first line begins in an array that has room for one more than is needed.
template <typename Real>
Real* first_line_of(std::vector<Real>& array) {
  void* first = array.data();
  std::size_t bytes = array.size() * sizeof(Real);
  return static_cast<Real*>(std::align(kCacheLine, 0, first, bytes));
}

}  // namespace

template <typename Real>
double Activations<Real>::arena_size(const Network& network, const Batch& batch, Keep keep) {
  const RowCounts rows(batch);
  std::int64_t sum = 0;
  for (const Shape& shape : places_of(network.memory(keep), keep)) sum += rows.elements(shape);
  return static_cast<double>(sum);
}

template <typename Real>
void Activations<Real>::reserve_cache(const Network& network, std::size_t places, Index tokens) {
  cached_rows_ = cached_rows(tokens);
  cache_offsets_.clear();
  place_size_ = 0;
  for (const Value& value : network.values()) {
    cache_offsets_.push_back(place_size_);
    if (value.is_cached) place_size_ += static_cast<std::size_t>(cached_rows_ * value.shape.cols);
  }
  constexpr std::size_t kLine = kCacheLine / sizeof(Real);
  if (place_size_ > 0 && places > (cache_.max_size() - kLine) / place_size_) throw std::bad_alloc();
  cache_.resize(places * place_size_ + kLine);
  cache_start_ = static_cast<std::size_t>(first_line_of(cache_) - cache_.data());
}

template <typename Real>
void Activations<Real>::prepare(const Network& network, const Batch& batch, Keep keep, std::span<const Past> pasts) {
  const MemoryLayout& layout = network.memory(keep);
  const std::span<const Shape> places = places_of(layout, keep);
  const RowCounts rows(batch, pasts);
  std::uint64_t needed = kCacheLine / sizeof(Real);  // some may lie before the first line
  for (const Shape& shape : places) needed += static_cast<std::uint64_t>(room_for<Real>(shape, rows));
  if (needed > arena_.max_size()) throw std::bad_alloc();
  if (arena_.size() < needed) {
    arena_.clear();                                    // nothing of it is to be kept
    arena_.reserve(static_cast<std::size_t>(needed));  // and no more than is needed is to be taken
    arena_.resize(static_cast<std::size_t>(needed));
  }

  offsets_.assign(1, 0);
  for (const Shape& shape : places) {
    offsets_.push_back(offsets_.back() + static_cast<std::size_t>(room_for<Real>(shape, rows)));
  }
  Real* const first_line = first_line_of(arena_);
  const auto at = [&](std::size_t place, const Shape& shape) -> Matrix<Real> {
    if (place == MemoryLayout::kNowhere || place >= places.size()) return {};
    return {first_line + offsets_[place], static_cast<Index>(rows[shape.rows]), shape.cols};
  };
  const std::span<const Value> values = network.values();
  values_.resize(values.size());
  gradients_.resize(values.size());
  for (ValueId id = 0; id < values.size(); ++id) {
    const Value& value = values[id];
    values_[id] = at(layout.values[id], value.shape);
    gradients_[id] =
        value.becomes_gradient ? values_[id] : at(layout.gradients[id], value.gradient_scratch.value_or(value.shape));
  }

  pasts_.assign(pasts.begin(), pasts.end());
  pair_starts_.assign(1, 0);
  for (std::size_t i = 0; i + 1 < batch.starts.size(); ++i) {
    const Index queries = batch.starts[i + 1] - batch.starts[i];
    pair_starts_.push_back(pair_starts_.back() + queries * (past(i) + queries));
  }
  logits = values_[network.logits()];
  loss = 0;
}

template class Activations<float>;
template class Activations<double>;

}  // namespace glassgpt
