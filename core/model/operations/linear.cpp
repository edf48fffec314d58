#include "../../math/linear.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "../pass.h"
#include "../work_schedule.h"
#include "operations.h"

namespace glassgpt {

namespace {

template <typename Real>
void copy(Matrix<Real> to, ConstMatrix<Real> from) {
  for (Index r = 0; r < to.rows; ++r) std::copy_n(from.row(r).data(), from.cols, to.row(r).data());
}

/// One or several layers of the same input and width: as many outputs as matrices, and after those the only one's bias
/// if it has one. With a residual, the second input, the only output is added to that.
class Linear final : public OperationOf<Linear> {
 public:
  static constexpr std::string_view kKind = "linear";

  /// @param product  the name of x W + b where it is only a term of the output
  explicit Linear(Wiring wiring, std::string product = {})
      : OperationOf(std::move(wiring)), product_(std::move(product)) {}

  [[nodiscard]] std::string_view formula() const override { return has_residual() ? "y = r + x W + b" : "y = x W + b"; }

  void schedule(WorkItem item, const Network& network, const Batch& batch, WorkSchedule& work) const override {
    const auto layers = static_cast<Index>(outputs().size());
    work.add_products(item, batch.rows(), layers * network.width(x_), network.width(outputs()[0]));
  }

  template <typename Real>
  void forward_of(const Pass<Real>& pass, const Tile& tile) const {
    const ConstMatrix<Real> x = tile.of_rows(pass.value(x_));
    const ConstVector<Real> b = tile.of_columns(bias(pass.weights));
    for (std::size_t i = 0; i < outputs().size(); ++i) {
      const Matrix<Real> y = tile.of(pass.value(outputs()[i]));
      const ConstMatrix<Real> w = tile.of_columns(pass.weights[wiring().weights[i]]);
      if (has_residual()) {
        copy<Real>(y, tile.of(pass.value(*wiring().residual)));
        linear_add_forward<Real>(y, x, w, b);
      } else {
        linear_forward<Real>(y, x, w, b);
      }
    }
  }

  template <typename Real>
  void backward_of(const Pass<Real>& pass, const Tile& tile) const {
    bool is_first = begins_gradient() && tile.is_first_of_rows();
    for (std::size_t i = 0; i < outputs().size(); ++i) {
      const TensorId w = wiring().weights[i];
      linear_backward<Real>(tile.of_rows(pass.gradient(x_)), tile.of_columns(pass.gradients[w]),
                            tile.of_columns(bias(pass.gradients)), tile.of(pass.gradient(outputs()[i])),
                            tile.of_rows(pass.value(x_)), tile.of_columns(pass.weights[w]), is_first);
      is_first = false;
    }
  }

  [[nodiscard]] bool adds_gradient() const override { return true; }

  [[nodiscard]] std::vector<InnerValue> inner(const Network& network) const override {
    if (!has_residual()) return {};
    return {{.name = product_, .shape = {.rows = Rows::tokens, .cols = network.width(outputs()[0])}}};
  }

  [[nodiscard]] std::vector<NamedMatrix> inner_values(const Pass<float>& pass) const override {
    if (!has_residual()) return {};
    NamedMatrix product(product_, pass.batch.rows(), pass.value(outputs()[0]).cols);
    linear_forward<float>(product.view(), pass.value(x_), pass.weights[wiring().weights[0]], bias(pass.weights));
    return {std::move(product)};
  }

  [[nodiscard]] std::vector<NamedMatrix> inner_gradients(const Pass<float>& pass) const override {
    if (!has_residual()) return {};
    return {{product_, pass.gradient(outputs()[0])}};  // as that of the sum
  }

 private:
  [[nodiscard]] const std::vector<ValueId>& outputs() const { return wiring().outputs; }
  [[nodiscard]] bool has_residual() const { return wiring().residual.has_value(); }

  template <typename Real>
  [[nodiscard]] Vector<Real> bias(const Tensors<Real>& tensors) const {
    const bool has_bias = wiring().weights.size() > outputs().size();
    return has_bias ? tensors.elements(wiring().weights.back()) : Vector<Real>();
  }

  ValueId x_ = wiring().inputs[0];
  std::string product_;
};

/// W and, if it is named, b.
std::vector<TensorId> weights(NetworkBuilder& network, const LinearNames& names, Index in, Index out) {
  std::vector<TensorId> ids = {network.add_matrix(names.weight, in, out)};
  if (!names.bias.empty()) ids.push_back(network.add_vector(names.bias, out, Initial::zeros));
  return ids;
}

}  // namespace

ValueId linear(NetworkBuilder& network, std::string_view name, ValueId x, const LinearNames& names, Index width) {
  const ValueId y = network.add_value(names.value, {.rows = Rows::tokens, .cols = width});
  network.add<Linear>({.name = std::string(name),
                       .inputs = {x},
                       .outputs = {y},
                       .weights = weights(network, names, network.width(x), width)});
  return y;
}

std::array<ValueId, 3> query_key_value(NetworkBuilder& network, ValueId x) {
  const Index d = network.width(x);
  const Shape shape = {.rows = Rows::tokens, .cols = d};
  const std::array<ValueId, 3> y = {network.add_value("query", shape), network.add_value("key", shape),
                                    network.add_value("value", shape)};
  network.value(y[1]).is_cached = network.value(y[2]).is_cached = true;
  network.add<Linear>(
      {.name = "query_key_value",
       .inputs = {x},
       .outputs = {y.begin(), y.end()},
       .weights = {network.add_matrix("attention.query", d, d), network.add_matrix("attention.key", d, d),
                   network.add_matrix("attention.value", d, d)}});
  return y;
}

ValueId linear_add(NetworkBuilder& network, std::string_view name, ValueId residual, ValueId x,
                   const LinearNames& names, std::string_view product) {
  const Index width = network.width(residual);
  const ValueId y = network.add_value(names.value, {.rows = Rows::tokens, .cols = width});
  network.value(residual).shares_gradient_of = y;
  network.add<Linear>({.name = std::string(name),
                       .inputs = {x, residual},
                       .outputs = {y},
                       .weights = weights(network, names, network.width(x), width),
                       .residual = residual},
                      network.name_of(product));
  return y;
}

}  // namespace glassgpt
