#include "training_cost.h"

#include <limits>
#include <string>
#include <vector>

#include "../base/error.h"
#include "../model/activations.h"
#include "../model/network.h"
#include "../text/batch.h"
#include "network_description.h"

namespace glassgpt {

namespace {

void check(const char* what, int value, int most) {
  if (value >= 1 && value <= most) return;
  throw Error("training cost", std::string(what) + " is " + std::to_string(value),
              "choose a whole number from 1 to " + std::to_string(most));
}

Batch batch_of(int examples, int length) {
  Batch batch;
  const std::vector<TokenId> ids(static_cast<std::size_t>(length) + 1);
  for (int i = 0; i < examples; ++i) batch.append(ids);
  return batch;
}

}  // namespace

TrainingCost training_cost(const ModelConfig& config, int batch_size, int length) {
  check_config(config, "model sizes");
  check("the batch size", batch_size, std::numeric_limits<int>::max());
  check("the length", length, config.max_seq_len);

  // Every example after the first takes as much as the second.
  const Batch one = batch_of(1, length);
  const Network network(config);
  const double first = Activations<float>::arena_size(network, one, Keep::gradients);
  const double second = Activations<float>::arena_size(network, batch_of(2, length), Keep::gradients) - first;
  double flops = 0;
  for (const OperationDescription& it : describe_network(config, length)) flops += it.forward.flops + it.backward.flops;

  constexpr double kArraysOfParameters = 5;
  const double parameters = parameter_count(config);
  const double floats = kArraysOfParameters * parameters + first + (batch_size - 1) * second;
  return {.parameters = parameters,
          .bytes = floats * static_cast<double>(sizeof(float)),
          .flops_per_token = flops / length};
}

}  // namespace glassgpt
