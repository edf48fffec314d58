#include "dissection.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>

#include "../base/error.h"
#include "../math/linear.h"
#include "../math/matmul.h"
#include "../math/softmax.h"
#include "../model/activations.h"
#include "../model/model.h"
#include "../model/plan.h"
#include "../model/transformer.h"
#include "../text/batch.h"
#include "../text/dataset.h"
#include "../train/adam.h"
#include "../train/gradient_norm.h"

namespace glassgpt {

namespace {

using View = MatrixView<const float>;

/// Of a tensor outside the blocks.
constexpr int kNoLayer = -1;
constexpr float kMasked = std::numeric_limits<float>::quiet_NaN();

std::string name_of(int layer, const char* part) {
  return layer == kNoLayer ? part : "blocks." + std::to_string(layer) + "." + part;
}

/// A matrix of zeros.
NamedMatrix zeros(std::string name, Index rows, Index cols) {
  return {.name = std::move(name),
          .rows = rows,
          .cols = cols,
          .values = std::vector<float>(static_cast<std::size_t>(rows * cols))};
}

Matrix<float> view(NamedMatrix& matrix) {
  return {matrix.values.data(), matrix.rows, matrix.cols};
}

NamedMatrix copy_of(std::string name, View matrix) {
  NamedMatrix result = zeros(std::move(name), matrix.rows, matrix.cols);
  for (Index r = 0; r < matrix.rows; ++r) std::copy_n(matrix.row(r).data(), matrix.cols, view(result).row(r).data());
  return result;
}

/// \f$ y = x W + b \f$
NamedMatrix linear(std::string name, View x, View w, std::span<const float> b = {}) {
  NamedMatrix result = zeros(std::move(name), x.rows, w.cols);
  linear_forward<float>(view(result), x, w, b);
  return result;
}

/// \f$ a b^T \f$ of each head's columns [H T, T].
NamedMatrix head_products(std::string name, View a, View b, Index heads) {
  NamedMatrix result = zeros(std::move(name), heads * a.rows, a.rows);
  const Index width = a.cols / heads;
  for (Index h = 0; h < heads; ++h) {
    matmul<float>(view(result).middle_rows(h * a.rows, a.rows), a.middle_cols(h * width, width),
                  transposed(b.middle_cols(h * width, width)));
  }
  return result;
}

/// Calls work(r, seen) for each row r of a [H T, T] matrix, with how many keys its query sees, and masks the others.
template <typename Work>
void for_queries(NamedMatrix& matrix, Work work) {
  for (Index r = 0; r < matrix.rows; ++r) {
    const std::span<float> row = view(matrix).row(r);
    const auto seen = static_cast<std::size_t>(r % matrix.cols) + 1;
    work(r, row.first(seen));
    std::fill(row.begin() + static_cast<std::ptrdiff_t>(seen), row.end(), kMasked);
  }
}

/// Runs a step on one example and copies out each tensor as soon as the piece that makes it is done.
class Dissector {
 public:
  Dissector(const Model<float>& model, const Batch& batch, Dissection& result)
      : model_(model), batch_(batch), result_(result) {}

  void run() {
    activations_.prepare(model_.config, batch_, true);
    result_.gradients.resize(model_.parameters.size());
    Plan plan(std::numeric_limits<double>::infinity());  // a piece an operation
    plan.add_forward(model_.config, batch_);
    plan.add_loss(model_.config, batch_);
    plan.add_backward(model_.config, batch_);
    for (const Piece& piece : plan.pieces()) {
      run_piece<float>(piece, model_, batch_, activations_, result_.gradients);
      if (piece.direction == Direction::forward) {
        keep_forward(piece);
      } else {
        keep_backward(piece);
      }
    }
    result_.loss = activations_.loss;
  }

 private:
  void forward(int layer, const char* part, View matrix);
  void backward(int layer, const char* part, View matrix);

  void keep_embeddings();
  void keep_losses();
  void keep_forward(const Piece& piece);
  void keep_backward(const Piece& piece);
  void keep_attention_forward(const Piece& piece, const BlockActivations<float>& block);
  void keep_attention_backward(const Piece& piece, const BlockActivations<float>& block);

  const Model<float>& model_;
  const Batch& batch_;
  Dissection& result_;
  Activations<float> activations_;
};

void Dissector::forward(int layer, const char* part, View matrix) {
  result_.forward.push_back(copy_of(name_of(layer, part), matrix));
}

void Dissector::backward(int layer, const char* part, View matrix) {
  result_.backward.push_back(copy_of(name_of(layer, part), matrix));
}

void Dissector::keep_embeddings() {
  const View table = model_.weights().token_embedding();
  NamedMatrix tokens = zeros("token_embedding", batch_.rows(), table.cols);
  for (Index t = 0; t < batch_.rows(); ++t) {
    const std::span<const float> row = table.row(batch_.inputs[static_cast<std::size_t>(t)]);
    std::copy(row.begin(), row.end(), view(tokens).row(t).begin());
  }
  result_.forward.push_back(std::move(tokens));
  forward(kNoLayer, "position_embedding", View(model_.weights().position_embedding()).middle_rows(0, batch_.rows()));
  forward(kNoLayer, "embedded", activations_.embedded);
}

/// From the logits, because a probability may be too small for a float.
void Dissector::keep_losses() {
  for (Index t = 0; t < batch_.rows(); ++t) {
    const std::span<const float> row = activations_.logits.row(t);
    const auto target = static_cast<std::size_t>(batch_.targets[static_cast<std::size_t>(t)]);
    result_.losses.push_back(log_sum_exp<float>(row) - row[target]);
  }
}

void Dissector::keep_forward(const Piece& piece) {
  const BlockActivations<float>& block = activations_.blocks[static_cast<std::size_t>(piece.layer)];
  const BlockTensors<const float> w = model_.weights().block(piece.layer);
  switch (piece.operation) {
    case Operation::embedding:
      return keep_embeddings();
    case Operation::query_key_value:
      forward(piece.layer, "query", block.query);
      forward(piece.layer, "key", block.key);
      return forward(piece.layer, "value", block.value);
    case Operation::attention:
      return keep_attention_forward(piece, block);
    case Operation::attention_output:
      result_.forward.push_back(linear(name_of(piece.layer, "projected"), block.mixed, w.output));
      return forward(piece.layer, "sum1", block.sum1);
    case Operation::norm1:
      return forward(piece.layer, "norm1", block.norm1);
    case Operation::expand:
      return forward(piece.layer, "hidden", block.hidden);
    case Operation::contract:
      result_.forward.push_back(linear(name_of(piece.layer, "ffn"), block.hidden, w.w2, w.b2));
      return forward(piece.layer, "sum2", block.sum2);
    case Operation::norm2:
      return forward(piece.layer, "out", block.out);
    case Operation::output_projection:
      keep_losses();
      return forward(kNoLayer, "logits", activations_.logits);
    case Operation::loss:
      return forward(kNoLayer, "probabilities", activations_.logits);
    default:
      return;
  }
}

void Dissector::keep_attention_forward(const Piece& piece, const BlockActivations<float>& block) {
  const Index heads = model_.config.num_heads;
  NamedMatrix scores = head_products(name_of(piece.layer, "scores"), block.query, block.key, heads);
  const float scale = 1 / std::sqrt(static_cast<float>(model_.config.head_dim()));
  for_queries(scores, [&](Index, std::span<float> seen) {
    for (float& score : seen) score *= scale;
  });
  result_.forward.push_back(std::move(scores));
  forward(piece.layer, "attention", View(block.attention.data(), heads * batch_.rows(), batch_.rows()));
  forward(piece.layer, "mixed", block.mixed);
}

/// The blocks share their gradients' memory, and some of it holds one gradient after another: each name is that of what
/// the piece has left there. What two terms are added up from passes its gradient on to both of them.
void Dissector::keep_backward(const Piece& piece) {
  const ActivationGradients<float>& d = activations_.gradients;
  const int layers = model_.config.num_layers;
  switch (piece.operation) {
    case Operation::loss:
      return backward(kNoLayer, "logits", activations_.logits);
    case Operation::output_projection:
      return backward(layers - 1, "out", d.residual);
    case Operation::norm2:
      backward(piece.layer, "sum2", d.sum2);
      return backward(piece.layer, "ffn", d.sum2);
    case Operation::contract:
      return backward(piece.layer, "hidden", d.hidden);
    case Operation::expand:
      return backward(piece.layer, "norm1", d.sum2);
    case Operation::norm1:
      backward(piece.layer, "sum1", d.residual);
      return backward(piece.layer, "projected", d.residual);
    case Operation::attention_output:
      return backward(piece.layer, "mixed", d.mixed);
    case Operation::attention:
      return keep_attention_backward(piece, activations_.blocks[static_cast<std::size_t>(piece.layer)]);
    case Operation::query_key_value:
      return piece.layer == 0 ? backward(kNoLayer, "embedded", d.residual)
                              : backward(piece.layer - 1, "out", d.residual);
    case Operation::embedding:
      backward(kNoLayer, "token_embedding", d.residual);
      return backward(kNoLayer, "position_embedding", d.residual);
    default:
      return;
  }
}

/// \f$ dP = dz\,v^T \f$ and \f$ dS_i = P_i (dP_i - \sum_j P_j dP_j) \f$, which training computes a row at a time and
/// keeps nowhere.
void Dissector::keep_attention_backward(const Piece& piece, const BlockActivations<float>& block) {
  const ActivationGradients<float>& d = activations_.gradients;
  NamedMatrix weights = head_products(name_of(piece.layer, "attention"), d.mixed, block.value, model_.config.num_heads);
  for_queries(weights, [](Index, std::span<float>) {});
  NamedMatrix scores = weights;
  scores.name = name_of(piece.layer, "scores");
  for_queries(scores, [&](Index r, std::span<float> seen) {
    softmax_backward<float>(seen, block.attention.subspan(static_cast<std::size_t>(r * batch_.rows()), seen.size()), 1);
  });
  result_.backward.push_back(std::move(weights));
  result_.backward.push_back(std::move(scores));
  backward(piece.layer, "query", d.query);
  backward(piece.layer, "key", d.key);
  backward(piece.layer, "value", d.value);
}

WeightUpdate update_of(float weight, float gradient, double factor, const AdamInputs& adam) {
  WeightUpdate update = {.place = {},
                         .weight = weight,
                         .gradient = gradient,
                         .clipped = static_cast<float>(factor) * gradient,
                         .first_before = adam.first,
                         .second_before = adam.second,
                         .step = adam.step.t,
                         .learning_rate = adam.step.learning_rate};
  AdamStep step = adam.step;
  step.factor = factor;
  float first = adam.first;
  float second = adam.second;
  adam_update<float>(std::span(&weight, 1), std::span(&first, 1), std::span(&second, 1), std::span(&gradient, 1), step);
  update.first = first;
  update.second = second;
  update.first_corrected = static_cast<double>(update.first) / bias_correction(step.options.beta1, step.t);
  update.second_corrected = static_cast<double>(update.second) / bias_correction(step.options.beta2, step.t);
  update.new_weight = weight;
  return update;
}

}  // namespace

std::size_t weight_index(const ParameterTable& table, const WeightPlace& place) {
  for (const Parameter& tensor : table.entries()) {
    if (tensor.name != place.tensor) continue;
    if (place.row >= 0 && place.row < tensor.rows && place.col >= 0 && place.col < tensor.cols) {
      return tensor.offset + static_cast<std::size_t>(place.row * tensor.cols + place.col);
    }
    throw Error("weight",
                tensor.name + " has no row " + std::to_string(place.row) + ", column " + std::to_string(place.col),
                "choose one within its shape, " + std::to_string(tensor.rows) + " x " + std::to_string(tensor.cols) +
                    ", counted from 0");
  }
  throw Error("weight", "there is no tensor \"" + place.tensor + "\"", "choose one of the model's tensors");
}

Dissection dissect(const Model<float>& model, const Tokenizer& tokenizer, std::string_view text,
                   const WeightPlace& weight, const AdamInputs& adam) {
  const std::size_t index = weight_index(model.table, weight);
  Dataset dataset = {.name = "text", .examples = {}};
  dataset.examples.push_back(Example{.text = std::string(text), .prompt = "", .answer = ""});
  Batch batch;
  batch.append(encode_dataset(tokenizer, dataset, model.config.max_seq_len).sequences[0]);

  Dissection result;
  Dissector(model, batch, result).run();
  result.ids = std::move(batch.inputs);
  result.target_ids = std::move(batch.targets);

  result.grad_norm = gradient_norm<float>(result.gradients);
  result.clip_factor = clip_factor(result.grad_norm, adam.clip_norm);
  result.update = update_of(model.parameters[index], result.gradients[index], result.clip_factor, adam);
  result.update.place = weight;
  return result;
}

}  // namespace glassgpt
