#include "model.h"

#include <algorithm>
#include <span>

#include "../base/rng.h"

namespace glassgpt {

namespace {

const ModelConfig& checked(const ModelConfig& sizes) {
  check_config(sizes, "model");
  return sizes;
}

}  // namespace

template <typename Real>
Model<Real>::Model(const ModelConfig& sizes)
    : config(checked(sizes)), network(config), parameters(network.parameters().size()) {}

template <typename Real>
void initialize(Model<Real>& model, std::uint64_t seed) {
  Rng rng(seed);
  const std::span<Real> all(model.parameters);
  for (const Parameter& entry : model.network.parameters().entries()) {
    const std::span<Real> values = all.subspan(entry.offset, entry.size());
    switch (entry.initial) {
      case Initial::normal:
        for (Real& value : values) value = static_cast<Real>(rng.normal() * kInitialDeviation);
        break;
      case Initial::ones:
        std::fill(values.begin(), values.end(), Real{1});
        break;
      case Initial::zeros:
        std::fill(values.begin(), values.end(), Real{0});
        break;
    }
  }
}

template <typename Real>
Model<Real> grown(const Model<Real>& model, const ModelConfig& sizes, std::uint64_t seed) {
  Model<Real> larger(sizes);
  initialize(larger, seed);
  const Tensors<Real> to(larger.network.parameters(), std::span<Real>(larger.parameters));
  for (const Parameter& entry : model.network.parameters().entries()) {
    const Matrix<const Real> values = model.weights()[entry.name];
    const Matrix<Real> place = to[entry.name];
    for (Index row = 0; row < entry.rows; ++row) {
      const std::span<const Real> from = values.row(row);
      std::copy(from.begin(), from.end(), place.row(row).begin());
    }
  }
  return larger;
}

template struct Model<float>;
template struct Model<double>;
template void initialize<float>(Model<float>&, std::uint64_t);
template void initialize<double>(Model<double>&, std::uint64_t);
template Model<float> grown<float>(const Model<float>&, const ModelConfig&, std::uint64_t);

}  // namespace glassgpt
