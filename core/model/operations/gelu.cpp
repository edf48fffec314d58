#include "../../math/gelu.h"

#include "../pass.h"
#include "../work_schedule.h"
#include "operations.h"

namespace glassgpt {

namespace {

class Gelu final : public OperationOf<Gelu> {
 public:
  static constexpr std::string_view kKind = "gelu";
  using OperationOf::OperationOf;

  [[nodiscard]] std::string_view formula() const override {
    return R"(y = \frac x 2 \left(1 + \tanh\left(\sqrt{2 / \pi}\,(x + 0.044715\,x^3)\right)\right))";
  }

  void schedule(WorkItem item, const Network& network, const Batch& batch, WorkSchedule& work) const override {
    work.add_rows(item, batch.rows(), network.width(y_));
  }

  template <typename Real>
  void forward_of(const Pass<Real>& pass, const Tile& tile) const {
    gelu_forward<Real>(tile.of_rows(pass.value(y_)), tile.of_rows(pass.value(x_)));
  }

  template <typename Real>
  void backward_of(const Pass<Real>& pass, const Tile& tile) const {
    gelu_backward<Real>(tile.of_rows(pass.gradient(x_)), tile.of_rows(pass.gradient(y_)), tile.of_rows(pass.value(x_)));
  }

 private:
  ValueId x_ = wiring().inputs[0];
  ValueId y_ = wiring().outputs[0];
};

}  // namespace

ValueId gelu(NetworkBuilder& network, ValueId x, std::string_view value) {
  const ValueId y = network.add_value(value, {.rows = Rows::tokens, .cols = network.width(x)});
  network.add<Gelu>({.name = "activation", .inputs = {x}, .outputs = {y}, .weights = {}});
  return y;
}

}  // namespace glassgpt
