#include "dissection.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

#include "../base/error.h"
#include "../math/softmax.h"
#include "../model/pass.h"
#include "../model/work_schedule.h"
#include "../text/batch.h"
#include "../text/dataset.h"
#include "../text/dataset_encoder.h"
#include "../train/gradient_norm.h"

namespace glassgpt {

namespace {

/// Runs a step on one example, an operation after the other, and copies out each tensor as soon as it is there.
class Dissector {
 public:
  Dissector(const Model<float>& model, const Batch& batch, Dissection& result)
      : network_(model.network),
        result_(result),
        pass_{.batch = batch,
              .activations = activations_,
              .weights = model.weights(),
              .gradients = {network_.parameters(), result.gradients}} {
    activations_.prepare(network_, batch, Keep::gradients);
  }

  void run() {
    for (std::size_t i = 0; i < network_.operations().size(); ++i) {
      if (i == network_.loss()) keep_losses();
      run(i, Direction::forward);
      const Operation& operation = *network_.operations()[i];
      move_to(result_.forward, operation.inner_values(pass_));
      for (const ValueId id : operation.wiring().outputs) keep(result_.forward, id, activations_.value(id));
    }
    result_.loss = activations_.loss;
    for (std::size_t i = network_.operations().size(); i-- > 0;) {
      run(i, Direction::backward);
      keep_gradients(i);
    }
  }

 private:
  /// All of one operation.
  void run(std::size_t operation, Direction direction) {
    WorkSchedule whole(std::numeric_limits<double>::infinity());
    whole.add(network_, operation, direction, pass_.batch);
    for (const WorkItem& item : whole.items()) network_.operations()[operation]->run(item, pass_);
  }

  static void move_to(std::vector<NamedMatrix>& all, std::vector<NamedMatrix> some) {
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }

  void keep(std::vector<NamedMatrix>& all, ValueId id, MatrixView<const float> matrix) {
    all.emplace_back(network_.values()[id].name, matrix);
  }

  /// From the logits, because a probability may be too small for a float.
  void keep_losses() {
    for (Index t = 0; t < pass_.batch.rows(); ++t) {
      const std::span<const float> row = activations_.logits.row(t);
      const auto target = static_cast<std::size_t>(pass_.batch.targets[static_cast<std::size_t>(t)]);
      result_.losses.push_back(log_sum_exp<float>(row) - row[target]);
    }
  }

  /// After the backward of an operation: the inputs that no operation before it reads have their whole gradients now.
  void keep_gradients(std::size_t i) {
    const auto operations = network_.operations();
    move_to(result_.backward, operations[i]->inner_gradients(pass_));
    for (const ValueId id : operations[i]->wiring().inputs) {
      const bool is_read_before =
          std::any_of(operations.begin(), operations.begin() + static_cast<std::ptrdiff_t>(i), [&](const auto& before) {
            const std::vector<ValueId>& inputs = before->wiring().inputs;
            return std::find(inputs.begin(), inputs.end(), id) != inputs.end();
          });
      if (!is_read_before) keep(result_.backward, id, activations_.gradient(id));
    }
  }

  const Network& network_;
  Dissection& result_;
  Activations<float> activations_;
  Pass<float> pass_;
};

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
  const std::size_t index = weight_index(model.network.parameters(), weight);
  Dataset dataset = {.name = "text", .examples = {}};
  dataset.examples.push_back(Example{.text = std::string(text), .prompt = "", .answer = ""});
  Batch batch;
  batch.append(encode_dataset(tokenizer, dataset, model.config.max_seq_len).sequences[0]);

  Dissection result;
  result.gradients.resize(model.parameters.size());
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
