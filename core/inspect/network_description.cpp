#include "network_description.h"

#include <algorithm>
#include <limits>

#include "../base/error.h"
#include "../model/network.h"
#include "../model/work_schedule.h"
#include "../text/batch.h"

namespace glassgpt {

namespace {

/// Describes one operation after the other, for a batch.
class Describer {
 public:
  Describer(const Network& network, const Batch& batch) : network_(network), batch_(batch), rows_(batch) {}

  [[nodiscard]] OperationDescription describe(std::size_t i) const {
    const Operation& operation = *network_.operations()[i];
    const Wiring& wiring = operation.wiring();
    OperationDescription result = {.name = wiring.name,
                                   .kind = std::string(operation.kind()),
                                   .layer = wiring.layer,
                                   .formula = std::string(operation.formula()),
                                   .inputs = values(wiring.inputs),
                                   .outputs = values(wiring.outputs),
                                   .inner = {},
                                   .weights = {},
                                   .forward = {.flops = flops(i, Direction::forward), .bytes = 0},
                                   .backward = {.flops = flops(i, Direction::backward), .bytes = 0}};
    for (const TensorId id : wiring.weights) {
      const Parameter& tensor = network_.parameters().entries()[id];
      result.weights.push_back({.name = tensor.name, .rows = tensor.rows, .cols = tensor.cols});
    }
    for (const InnerValue& it : operation.inner(network_)) result.inner.push_back(described(it.name, it.shape));

    result.forward.bytes =
        kBytes * (elements(wiring.inputs) + weight_elements(wiring) + elements(wiring.outputs) + elements(wiring.kept));
    result.backward.bytes = kBytes * backward_elements(i);
    return result;
  }

 private:
  static constexpr double kBytes = sizeof(float);

  [[nodiscard]] double elements(const std::vector<ValueId>& ids) const {
    double sum = 0;
    for (const ValueId id : ids) sum += static_cast<double>(rows_.elements(network_.values()[id].shape));
    return sum;
  }

  /// Of those that it needs. An operation without inputs reads ids, and a row of its tables for each.
  [[nodiscard]] double weight_elements(const Wiring& wiring) const {
    double sum = 0;
    for (const TensorId id : wiring.weights) {
      const Parameter& tensor = network_.parameters().entries()[id];
      const Index rows = wiring.inputs.empty() ? std::min(tensor.rows, batch_.rows()) : tensor.rows;
      sum += static_cast<double>(rows) * static_cast<double>(tensor.cols);
    }
    return sum;
  }

  /// The inputs, or what was computed in their place, and their gradients, those of the outputs, what the forward kept,
  /// and twice the gradients of the weights, which are added to. The weights themselves are for the inputs' gradients.
  [[nodiscard]] double backward_elements(std::size_t i) const {
    const Operation& operation = *network_.operations()[i];
    const Wiring& wiring = operation.wiring();
    double sum = elements(wiring.kept) + (wiring.inputs.empty() ? 2 : 3) * weight_elements(wiring);
    if (i != network_.loss()) sum += elements(wiring.outputs);
    if (!operation.begins_gradient()) sum += elements({wiring.inputs[0]});
    for (const ValueId id : wiring.inputs) {
      if (id != wiring.residual) sum += 2 * elements({id});
    }
    return sum;
  }

  [[nodiscard]] double flops(std::size_t operation, Direction direction) const {
    WorkSchedule whole(std::numeric_limits<double>::infinity());
    whole.add(network_, operation, direction, batch_);
    double sum = 0;
    for (const WorkItem& item : whole.items()) sum += item.flops;
    return sum;
  }

  [[nodiscard]] std::vector<ValueDescription> values(const std::vector<ValueId>& ids) const {
    std::vector<ValueDescription> result;
    for (const ValueId id : ids) {
      const Value& value = network_.values()[id];
      result.push_back(described(value.name, value.shape));
    }
    return result;
  }

  static ValueDescription described(const std::string& name, const Shape& shape) {
    const char rows = shape.rows == Rows::tokens ? 'N' : shape.rows == Rows::pairs ? 'P' : 'M';
    return {.name = name, .rows = rows, .cols = shape.cols};
  }

  const Network& network_;
  const Batch& batch_;
  RowCounts rows_;
};

}  // namespace

std::vector<OperationDescription> describe_network(const ModelConfig& config, int length) {
  check_config(config, "model sizes");
  if (length < 1 || length > config.max_seq_len) {
    throw Error("operations", "the length is " + std::to_string(length),
                "choose a whole number from 1 to " + std::to_string(config.max_seq_len));
  }
  Batch batch;
  batch.append(std::vector<TokenId>(static_cast<std::size_t>(length) + 1));
  const Network network(config);
  const Describer describer(network, batch);
  std::vector<OperationDescription> result;
  for (std::size_t i = 0; i < network.operations().size(); ++i) result.push_back(describer.describe(i));
  return result;
}

}  // namespace glassgpt
