#include "../../math/relu.h"

#include "../pass.h"
#include "../work_schedule.h"
#include "operations.h"

namespace glassgpt {

namespace {

class Relu final : public OperationOf<Relu> {
 public:
  static constexpr std::string_view kKind = "relu";
  using OperationOf::OperationOf;

  [[nodiscard]] std::string_view formula() const override { return R"(y = \max(x, 0))"; }

  void schedule(WorkItem item, const Network& network, const Batch& batch, WorkSchedule& work) const override {
    work.add_rows(item, batch.rows(), network.width(y_));
  }

  // y lies where x was, and dx where dy was.

  template <typename Real>
  void forward_of(const Pass<Real>& pass, const Tile& tile) const {
    relu_forward<Real>(tile.of_rows(pass.value(y_)));
  }

  template <typename Real>
  void backward_of(const Pass<Real>& pass, const Tile& tile) const {
    relu_backward<Real>(tile.of_rows(pass.gradient(y_)), tile.of_rows(pass.value(y_)));
  }

 private:
  ValueId y_ = wiring().outputs[0];
};

}  // namespace

ValueId relu(NetworkBuilder& network, ValueId x, std::string_view value) {
  const ValueId y = network.add_value(value, {.rows = Rows::tokens, .cols = network.width(x)});
  network.value(y).in_place_of = x;
  network.value(x).shares_gradient_of = y;
  network.add<Relu>({.name = "activation", .inputs = {x}, .outputs = {y}, .weights = {}});
  return y;
}

}  // namespace glassgpt
