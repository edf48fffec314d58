#include "../../math/layer_norm.h"

#include <cstddef>

#include "../pass.h"
#include "../work_schedule.h"
#include "operations.h"

namespace glassgpt {

namespace {

class LayerNorm final : public OperationOf<LayerNorm> {
 public:
  static constexpr std::string_view kKind = "layer_norm";
  using OperationOf::OperationOf;

  [[nodiscard]] std::string_view formula() const override {
    return R"(y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta)";
  }

  void schedule(WorkItem item, const Network& network, const Batch& batch, WorkSchedule& work) const override {
    work.add_rows(item, batch.rows(), network.width(x_));
  }

  template <typename Real>
  void forward_of(const Pass<Real>& pass, const Tile& tile) const {
    layer_norm_forward<Real>(tile.of_rows(pass.value(y_)), rows_of(pass, mean_, tile), rows_of(pass, rstd_, tile),
                             tile.of_rows(pass.value(x_)), pass.weights.elements(gamma_), pass.weights.elements(beta_));
  }

  template <typename Real>
  void backward_of(const Pass<Real>& pass, const Tile& tile) const {
    layer_norm_backward<Real>(tile.of_rows(pass.gradient(x_)), pass.gradients.elements(gamma_),
                              pass.gradients.elements(beta_), tile.of_rows(pass.gradient(y_)),
                              tile.of_rows(pass.value(x_)), rows_of(pass, mean_, tile), rows_of(pass, rstd_, tile),
                              pass.weights.elements(gamma_));
  }

 private:
  /// Those of a value that has one column.
  template <typename Real>
  static Vector<Real> rows_of(const Pass<Real>& pass, ValueId id, const Tile& tile) {
    return {pass.value(id).data + tile.rows.first, static_cast<std::size_t>(tile.rows.count)};
  }

  ValueId x_ = wiring().inputs[0];
  ValueId y_ = wiring().outputs[0];
  ValueId mean_ = wiring().kept[0];
  ValueId rstd_ = wiring().kept[1];
  TensorId gamma_ = wiring().weights[0];
  TensorId beta_ = wiring().weights[1];
};

}  // namespace

ValueId layer_norm(NetworkBuilder& network, std::string_view name, ValueId x, std::string_view value) {
  const std::string part(name);
  const Index d = network.width(x);
  const TensorId gamma = network.add_vector(part + ".gamma", d, Initial::ones);
  const TensorId beta = network.add_vector(part + ".beta", d, Initial::zeros);
  const ValueId mean = network.add_value(part + ".mean", {.rows = Rows::tokens, .cols = 1});
  const ValueId rstd = network.add_value(part + ".rstd", {.rows = Rows::tokens, .cols = 1});
  const ValueId y = network.add_value(value, {.rows = Rows::tokens, .cols = d});
  network.add<LayerNorm>({.name = part, .inputs = {x}, .outputs = {y}, .weights = {gamma, beta}, .kept = {mean, rstd}});
  return y;
}

}  // namespace glassgpt
