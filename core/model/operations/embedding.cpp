#include "../../math/embedding.h"

#include "../pass.h"
#include "../work_schedule.h"
#include "operations.h"

namespace glassgpt {

namespace {

class Embedding final : public OperationOf<Embedding> {
 public:
  static constexpr std::string_view kKind = "embedding";
  using OperationOf::OperationOf;

  [[nodiscard]] std::string_view formula() const override { return "x_t = E_{id_t} + P_t"; }

  void schedule(WorkItem item, const Network& network, const Batch& batch, WorkSchedule& work) const override {
    work.add_rows(item, batch.rows(), network.width(x_));
  }

  template <typename Real>
  void forward_of(const Pass<Real>& pass, const Tile& tile) const {
    for_examples(pass.batch, tile.rows, [&](std::size_t example, Slice rows, Index position) {
      embedding_forward<Real>(pass.value(x_).middle_rows(rows.first, rows.count), ids(pass.batch, rows),
                              pass.weights[tokens_], pass.weights[positions_],
                              pass.activations.past(example) + position);
    });
  }

  template <typename Real>
  void backward_of(const Pass<Real>& pass, const Tile& tile) const {
    for_examples(pass.batch, tile.rows, [&](std::size_t, Slice rows, Index position) {
      embedding_backward<Real>(pass.gradients[tokens_], pass.gradients[positions_],
                               pass.gradient(x_).middle_rows(rows.first, rows.count), ids(pass.batch, rows), position);
    });
  }

  // The rows that were looked up, whose gradients are both that of their sum.

  [[nodiscard]] std::vector<InnerValue> inner(const Network& network) const override {
    const Shape shape = {.rows = Rows::tokens, .cols = network.width(x_)};
    return {{.name = "token_embedding", .shape = shape}, {.name = "position_embedding", .shape = shape}};
  }

  [[nodiscard]] std::vector<NamedMatrix> inner_values(const Pass<float>& pass) const override {
    const MatrixView<const float> table = pass.weights[tokens_];
    NamedMatrix tokens("token_embedding", pass.batch.rows(), table.cols);
    for (Index t = 0; t < tokens.rows; ++t) {
      const std::span<const float> row = table.row(pass.batch.inputs[static_cast<std::size_t>(t)]);
      std::copy(row.begin(), row.end(), tokens.view().row(t).begin());
    }
    return {tokens, {"position_embedding", pass.weights[positions_].middle_rows(0, tokens.rows)}};
  }

  [[nodiscard]] std::vector<NamedMatrix> inner_gradients(const Pass<float>& pass) const override {
    return {{"token_embedding", pass.gradient(x_)}, {"position_embedding", pass.gradient(x_)}};
  }

 private:
  static std::span<const TokenId> ids(const Batch& batch, Slice rows) { return rows.of(std::span(batch.inputs)); }

  ValueId x_ = wiring().outputs[0];
  TensorId tokens_ = wiring().weights[0];
  TensorId positions_ = wiring().weights[1];
};

}  // namespace

ValueId embedding(NetworkBuilder& network, Index vocab_size, Index max_seq_len, Index embedding_dim) {
  const TensorId tokens = network.add_matrix("token_embedding", vocab_size, embedding_dim);
  const TensorId positions = network.add_matrix("position_embedding", max_seq_len, embedding_dim);
  const ValueId x = network.add_value("embedded", {.rows = Rows::tokens, .cols = embedding_dim});
  network.add<Embedding>({.name = "embedding", .inputs = {}, .outputs = {x}, .weights = {tokens, positions}});
  return x;
}

}  // namespace glassgpt
