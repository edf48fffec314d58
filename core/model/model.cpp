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
Model<Real>::Model(const ModelConfig& sizes) : config(checked(sizes)), table(config), parameters(table.size()) {}

template <typename Real>
void initialize(Model<Real>& model, std::uint64_t seed) {
  Rng rng(seed);
  const std::span<Real> all(model.parameters);
  for (const Parameter& entry : model.table.entries()) {
    const std::span<Real> values = all.subspan(entry.offset, entry.size());
    if (!entry.is_vector) {
      for (Real& value : values) value = static_cast<Real>(rng.normal() * kInitialDeviation);
    } else {
      std::fill(values.begin(), values.end(), entry.name.ends_with(".gamma") ? Real{1} : Real{0});
    }
  }
}

template struct Model<float>;
template struct Model<double>;
template void initialize<float>(Model<float>&, std::uint64_t);
template void initialize<double>(Model<double>&, std::uint64_t);

}  // namespace glassgpt
