#include <algorithm>
#include <cstddef>

#include "../../math/linear.h"
#include "../pass.h"
#include "../work_schedule.h"
#include "operations.h"

namespace glassgpt {

namespace {

/// A linear layer of the rows that the batch counts. If those are some of all, they are first copied side by side.
class OutputProjection final : public OperationOf<OutputProjection> {
 public:
  static constexpr std::string_view kKind = "output_projection";
  using OperationOf::OperationOf;

  [[nodiscard]] std::string_view formula() const override { return R"(logits = x W_{out})"; }

  void schedule(WorkItem item, const Network& network, const Batch& batch, WorkSchedule& work) const override {
    work.add_products(item, batch.logit_rows(), network.width(x_), network.width(logits_));
  }

  template <typename Real>
  void forward_of(const Pass<Real>& pass, const Tile& tile) const {
    const Matrix<Real> x = counted(pass, pass.value(x_), pass.value(picked_));
    if (!pass.batch.picked.empty() && tile.is_first_of_rows()) {
      for (Index to = tile.rows.first; const Index from : picked_rows(pass.batch, tile)) {
        std::copy_n(pass.value(x_).row(from).data(), x.cols, x.row(to++).data());
      }
    }
    linear_forward<Real>(tile.of(pass.value(logits_)), tile.of_rows(x), tile.of_columns(pass.weights[weight_]));
  }

  template <typename Real>
  void backward_of(const Pass<Real>& pass, const Tile& tile) const {
    const Matrix<Real> dx = counted(pass, pass.gradient(x_), pass.gradient(picked_));
    linear_backward<Real>(tile.of_rows(dx), tile.of_columns(pass.gradients[weight_]), {},
                          tile.of(pass.gradient(logits_)),
                          tile.of_rows(counted(pass, pass.value(x_), pass.value(picked_))),
                          tile.of_columns(pass.weights[weight_]), tile.is_first_of_rows());
    if (!pass.batch.picked.empty() && tile.is_last_of_rows(pass.weights[weight_].cols)) put_back(pass, dx, tile);
  }

 private:
  template <typename Real>
  static Matrix<Real> counted(const Pass<Real>& pass, Matrix<Real> all, Matrix<Real> picked) {
    return pass.batch.picked.empty() ? all : picked;
  }

  static std::span<const Index> picked_rows(const Batch& batch, const Tile& tile) {
    return tile.rows.of(std::span(batch.picked));
  }

  /// Puts the gradients of picked rows back to their places; those of the others are 0.
  template <typename Real>
  void put_back(const Pass<Real>& pass, Matrix<Real> picked, const Tile& tile) const {
    const Matrix<Real> dx = pass.gradient(x_);
    if (tile.rows.first == 0) {
      for (Index row = 0; row < dx.rows; ++row) std::fill_n(dx.row(row).data(), dx.cols, Real{0});
    }
    for (Index from = tile.rows.first; const Index to : picked_rows(pass.batch, tile)) {
      std::copy_n(picked.row(from++).data(), dx.cols, dx.row(to).data());
    }
  }

  ValueId x_ = wiring().inputs[0];
  ValueId logits_ = wiring().outputs[0];
  ValueId picked_ = wiring().kept[0];
  TensorId weight_ = wiring().weights[0];
};

}  // namespace

ValueId output_projection(NetworkBuilder& network, ValueId x, Index vocab_size) {
  const Shape shape = {.rows = Rows::picked, .cols = network.width(x)};
  const ValueId picked = network.add_value("picked", shape);
  network.value(picked).gradient_scratch = shape;
  const ValueId logits = network.add_value("logits", {.rows = Rows::counted, .cols = vocab_size});
  network.add<OutputProjection>({.name = "output_projection",
                                 .inputs = {x},
                                 .outputs = {logits},
                                 .weights = {network.add_matrix("output_projection", network.width(x), vocab_size)},
                                 .kept = {picked}});
  return logits;
}

}  // namespace glassgpt
