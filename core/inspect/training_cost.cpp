#include "training_cost.h"

#include <bit>
#include <limits>
#include <string>
#include <vector>

#include "../base/error.h"
#include "../model/activations.h"
#include "../model/network.h"
#include "../text/batch.h"
#include "../train/shards.h"
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

  // Examples of the same length: all shards of a step have as many, and every example after the first takes as much as
  // the second.
  const Network network(config);
  const double parameters = parameter_count(config);
  const auto shards = static_cast<int>(shard_count_of(batch_size, length, static_cast<std::size_t>(parameters)));
  const double first = Activations<float>::arena_size(network, batch_of(1, length), Keep::gradients);
  const double second = Activations<float>::arena_size(network, batch_of(2, length), Keep::gradients) - first;
  double flops = 0;
  for (const OperationDescription& it : describe_network(config, length)) flops += it.forward.flops + it.backward.flops;

  // Weights, good ones and two moments; and gradients, of those shards' sums that wait for each other.
  const double arrays = 4 + std::bit_width(static_cast<unsigned>(shards));
  const int of_shard = (batch_size - 1) / shards + 1;
  const double floats = arrays * parameters + first + (of_shard - 1) * second;
  return {.parameters = parameters,
          .bytes = floats * static_cast<double>(sizeof(float)),
          .flops_per_token = flops / length};
}

}  // namespace glassgpt
