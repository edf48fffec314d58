#include "../../math/attention.h"
#include "../../math/cached_attention.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "../../math/matmul.h"
#include "../../math/softmax.h"
#include "../pass.h"
#include "../work_schedule.h"
#include "operations.h"

namespace glassgpt {

namespace {

/// \f$ a b^T \f$ of each head's columns [H T, T].
NamedMatrix head_products(std::string name, MatrixView<const float> a, MatrixView<const float> b, Index heads) {
  NamedMatrix result(std::move(name), heads * a.rows, a.rows);
  const Index width = a.cols / heads;
  for (Index h = 0; h < heads; ++h) {
    matmul<float>(result.view().middle_rows(h * a.rows, a.rows), a.middle_cols(h * width, width),
                  transposed(b.middle_cols(h * width, width)));
  }
  return result;
}

/// Calls work(r, seen) for each row r of a [H T, T] matrix, with how many keys its query sees, and makes the others
/// NaN.
template <typename Work>
void for_queries(NamedMatrix& matrix, Work work) {
  for (Index r = 0; r < matrix.rows; ++r) {
    const std::span<float> row = matrix.view().row(r);
    const auto seen = static_cast<std::size_t>(r % matrix.cols) + 1;
    work(r, row.first(seen));
    std::fill(row.begin() + static_cast<std::ptrdiff_t>(seen), row.end(), std::numeric_limits<float>::quiet_NaN());
  }
}

class Attention final : public OperationOf<Attention> {
 public:
  static constexpr std::string_view kKind = "attention";

  /// @param scores, weights  names of the scores before and after the softmax
  Attention(Wiring wiring, Index heads, std::string scores, std::string weights)
      : OperationOf(std::move(wiring)), heads_(heads), scores_(std::move(scores)), weights_(std::move(weights)) {}

  [[nodiscard]] std::string_view formula() const override {
    return R"(z = \mathrm{softmax}\left(\frac{q k^T}{\sqrt{d / H}}\right) v)";
  }

  void schedule(WorkItem item, const Network& network, const Batch& batch, WorkSchedule& work) const override {
    work.add_attention(item, batch, network.width(out_), heads_);
  }

  template <typename Real>
  void forward_of(const Pass<Real>& pass, const Tile& tile) const {
    const Slice heads = heads_of(tile.columns, pass.value(out_).cols);
    for_examples(pass.batch, tile.rows, [&](std::size_t example, Slice rows, Index) {
      const Tile its = {.rows = rows, .columns = tile.columns};
      const Matrix<Real> query = its.of(pass.value(query_));
      const Matrix<Real> key = its.of(pass.value(key_));
      const Matrix<Real> value = its.of(pass.value(value_));
      const Matrix<Real> out = its.of(pass.value(out_));
      const Vector<Real> weights = weights_of(pass, example, heads);
      if (!pass.activations.has_past()) return attention_forward<Real>(out, weights, query, key, value, heads.count);

      const Index past = pass.activations.past(example);
      const AttentionCache<Real> keys = cached(pass, key_, example, heads);
      const AttentionCache<Real> values = cached(pass, value_, example, heads);
      cache_keys<Real>(keys, key, past);
      cache_values<Real>(values, value, past);
      cached_attention_forward<Real>(out, weights, query, keys, values, past);
    });
  }

  template <typename Real>
  void backward_of(const Pass<Real>& pass, const Tile& tile) const {
    const Slice heads = heads_of(tile.columns, pass.value(out_).cols);
    const Matrix<Real> scratch = pass.gradient(probabilities_);
    for_examples(pass.batch, tile.rows, [&](std::size_t example, Slice rows, Index) {
      const Tile its = {.rows = rows, .columns = tile.columns};
      attention_backward<Real>(its.of(pass.gradient(query_)), its.of(pass.gradient(key_)),
                               its.of(pass.gradient(value_)), {scratch.data, static_cast<std::size_t>(scratch.rows)},
                               its.of(pass.gradient(out_)), weights_of(pass, example, heads),
                               its.of(pass.value(query_)), its.of(pass.value(key_)), its.of(pass.value(value_)),
                               heads.count);
    });
  }

  [[nodiscard]] std::vector<InnerValue> inner(const Network&) const override {
    const Shape shape = {.rows = Rows::pairs, .cols = heads_};
    return {{.name = scores_, .shape = shape}, {.name = weights_, .shape = shape}};
  }

  // The scores before and after the softmax, of a batch of one example; what a query does not see is NaN. Backward,
  // \f$ dP = dz\,v^T \f$ and \f$ dS_i = P_i (dP_i - \sum_j P_j dP_j) \f$.

  [[nodiscard]] std::vector<NamedMatrix> inner_values(const Pass<float>& pass) const override {
    NamedMatrix scores = head_products(scores_, pass.value(query_), pass.value(key_), heads_);
    const Index head_dim = pass.value(query_).cols / heads_;
    const float scale = 1 / std::sqrt(static_cast<float>(head_dim));
    for_queries(scores, [&](Index, std::span<float> seen) {
      for (float& score : seen) score *= scale;
    });
    return {std::move(scores), {weights_, all_weights(pass)}};
  }

  [[nodiscard]] std::vector<NamedMatrix> inner_gradients(const Pass<float>& pass) const override {
    NamedMatrix weights = head_products(weights_, pass.gradient(out_), pass.value(value_), heads_);
    for_queries(weights, [](Index, std::span<float>) {});
    NamedMatrix scores = weights;
    scores.name = scores_;
    for_queries(scores, [&](Index r, std::span<float> seen) {
      softmax_backward<float>(seen, all_weights(pass).row(r).first(seen.size()), 1);
    });
    return {std::move(weights), std::move(scores)};
  }

 private:
  [[nodiscard]] Slice heads_of(Slice columns, Index width) const {
    const Index head_dim = width / heads_;
    return {.first = columns.first / head_dim, .count = columns.count / head_dim};
  }

  /// What is cached of some of the heads of an example.
  template <typename Real>
  [[nodiscard]] AttentionCache<Real> cached(const Pass<Real>& pass, ValueId id, std::size_t example,
                                            Slice heads) const {
    AttentionCache<Real> cache = pass.activations.cached(id, example, heads_);
    cache.data = cache.head(heads.first);
    return cache;
  }

  /// Of some of the heads of an example. Those of all its heads lie end to end.
  template <typename Real>
  [[nodiscard]] Vector<Real> weights_of(const Pass<Real>& pass, std::size_t example, Slice heads) const {
    const std::span<const Index> starts = pass.activations.pair_starts();
    const Index first = starts[example];
    const Index each = starts[example + 1] - first;
    return {pass.value(probabilities_).data + heads_ * first + heads.first * each,
            static_cast<std::size_t>(heads.count * each)};
  }

  /// Of a batch of one example [H T, T].
  [[nodiscard]] MatrixView<const float> all_weights(const Pass<float>& pass) const {
    return {pass.value(probabilities_).data, heads_ * pass.batch.rows(), pass.batch.rows()};
  }

  ValueId query_ = wiring().inputs[0];
  ValueId key_ = wiring().inputs[1];
  ValueId value_ = wiring().inputs[2];
  ValueId out_ = wiring().outputs[0];
  ValueId probabilities_ = wiring().kept[0];
  Index heads_;
  std::string scores_, weights_;
};

}  // namespace

ValueId attention(NetworkBuilder& network, const std::array<ValueId, 3>& query_key_value, Index heads) {
  const ValueId weights = network.add_value("attention", {.rows = Rows::pairs, .cols = heads});
  network.value(weights).gradient_scratch = {.rows = Rows::longest_pairs, .cols = 1};
  const ValueId out = network.add_value("mixed", {.rows = Rows::tokens, .cols = network.width(query_key_value[2])});
  network.add<Attention>({.name = "attention",
                          .inputs = {query_key_value.begin(), query_key_value.end()},
                          .outputs = {out},
                          .weights = {},
                          .kept = {weights}},
                         heads, network.name_of("scores"), network.name_of("attention"));
  return out;
}

}  // namespace glassgpt
