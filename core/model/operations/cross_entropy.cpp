#include "../../math/softmax.h"
#include "../pass.h"
#include "../work_schedule.h"
#include "operations.h"

namespace glassgpt {

namespace {

class CrossEntropy final : public OperationOf<CrossEntropy> {
 public:
  static constexpr std::string_view kKind = "cross_entropy";
  using OperationOf::OperationOf;

  [[nodiscard]] std::string_view formula() const override {
    return R"(L = \frac 1 M \sum_n -\log \mathrm{softmax}(logits_n)_{target_n})";
  }

  void schedule(WorkItem item, const Network& network, const Batch& batch, WorkSchedule& work) const override {
    work.add_rows(item, batch.logit_rows(), network.width(logits_));
  }

  // The logits' place holds them, then the probabilities, then the gradient.

  template <typename Real>
  void forward_of(const Pass<Real>& pass, const Tile& tile) const {
    pass.activations.loss += cross_entropy_forward<Real>(tile.of_rows(pass.value(logits_)), targets(pass.batch, tile),
                                                         pass.batch.loss_tokens());
  }

  template <typename Real>
  void backward_of(const Pass<Real>& pass, const Tile& tile) const {
    cross_entropy_backward<Real>(tile.of_rows(pass.gradient(logits_)), targets(pass.batch, tile),
                                 pass.batch.loss_tokens());
  }

 private:
  static std::span<const TokenId> targets(const Batch& batch, const Tile& tile) {
    return tile.rows.of(batch.logit_targets());
  }

  ValueId logits_ = wiring().inputs[0];
};

}  // namespace

void cross_entropy(NetworkBuilder& network, ValueId logits) {
  const Shape shape = {.rows = Rows::counted, .cols = network.width(logits)};
  const ValueId probabilities = network.add_value("probabilities", shape);
  network.value(probabilities).in_place_of = logits;
  network.value(logits).becomes_gradient = true;
  network.add<CrossEntropy>({.name = "loss", .inputs = {logits}, .outputs = {probabilities}, .weights = {}});
}

}  // namespace glassgpt
