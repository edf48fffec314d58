#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/model/model.h"
#include "core/model/operations/operations.h"
#include "core/model/pass.h"
#include "core/model/work_schedule.h"
#include "tests/support/gradient_check.h"

// The GELU of docs/extending.md, compiled from that page's own text under the name page_gelu, as an operation beside
// those of the core.

namespace glassgpt {

ValueId page_gelu(NetworkBuilder& network, ValueId x, std::string_view value);

namespace {

/// Embeddings, an operation that the core does not know, and an output.
Network small_network() {
  NetworkBuilder network;
  const ValueId x = embedding(network, 5, 4, 3);
  cross_entropy(network, output_projection(network, page_gelu(network, x, "activated"), 5));
  return Network(std::move(network));
}

/// Weights and what a step over them needs.
struct Step {
  Network network = small_network();
  std::vector<double> weights = std::vector<double>(network.parameters().size());
  std::vector<double> gradients = std::vector<double>(weights.size());
  Batch batch;
  Activations<double> activations;
  WorkSchedule schedule{1000};  // of several items an operation

  double loss(bool with_gradients) {
    const ParameterTable& table = network.parameters();
    const Pass<double> pass = {
        .batch = batch, .activations = activations, .weights = {table, weights}, .gradients = {table, gradients}};
    activations.prepare(network, batch, Keep::gradients);
    schedule.clear();
    schedule.add_forward(network, batch);
    schedule.add_loss(network, batch);
    if (with_gradients) schedule.add_backward(network, batch);
    for (const WorkItem& item : schedule.items()) network.operations()[item.operation]->run(item, pass);
    return activations.loss;
  }
};

TEST(Extending, ThePagesGeluHasItsGradientInANetwork) {
  Step step;
  Rng rng(3);
  for (double& weight : step.weights) weight = rng.normal();
  step.batch.append(std::vector<TokenId>{2, 4, 3, 0, 1});
  step.batch.append(std::vector<TokenId>{3, 2, 1});
  step.loss(true);
  const std::vector<double> gradients = step.gradients;
  testing::expect_gradient("weights", step.weights, gradients, [&] { return step.loss(false); });

  EXPECT_EQ(step.network.operations()[1]->kind(), "page_gelu");
  const double x = step.activations.value(0).row(1)[2];
  const double u = std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x);
  EXPECT_NEAR(step.activations.value(1).row(1)[2], x / 2 * (1 + std::tanh(u)), 1e-12);
}

}  // namespace
}  // namespace glassgpt
