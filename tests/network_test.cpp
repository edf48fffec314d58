#include "core/model/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/model/operations/operations.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::kTinyModel;

TEST(Network, HasAGradientBegunByTheLastThatReadsAValue) {
  // x is added to what attention gives, and a to what the feed-forward net gives: there the gradient is, before the
  // layers that read them add theirs.
  const Network network(kTinyModel);
  for (const auto& operation : network.operations()) {
    const std::string& name = operation->wiring().name;
    EXPECT_EQ(operation->begins_gradient(), name != "query_key_value" && name != "feed_forward_up") << name;
  }
}

TEST(Network, RefusesAGradientThatWouldHaveToBeAddedTo) {
  NetworkBuilder network;
  const ValueId x = embedding(network, 5, 4, 3);
  layer_norm(network, "first", x, "a");
  cross_entropy(network, output_projection(network, layer_norm(network, "second", x, "b"), 5));
  try {
    const Network made(std::move(network));
    FAIL() << "expected a logic_error";
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "first would have to add to the gradient of embedded");
  }
}

TEST(Network, CountsTheParametersOfMoreBlocksThanFitIntoMemory) {
  ModelConfig config = kTinyModel;
  config.num_layers = 2'000'000'000;
  // 7*8 + 6*8 + blocks (4*8*8 + 8*10 + 10 + 10*8 + 8 + 4*8) + 8*7
  EXPECT_EQ(parameter_count(config), 160.0 + 2e9 * 466.0);
}

TEST(MemoryLayout, NeverGivesAValuesPlaceAwayBeforeItIsReadLast) {
  ModelConfig config = kTinyModel;
  config.activation = Activation::gelu;
  const Network network(config);
  const MemoryLayout& layout = network.memory(Keep::outputs);
  std::vector<ValueId> holder(layout.places.size(), network.values().size());  // the value that a place holds now
  for (const auto& operation : network.operations()) {
    const Wiring& wiring = operation->wiring();
    for (const ValueId id : wiring.inputs) {
      EXPECT_EQ(holder[layout.values[id]], id) << network.values()[id].name << ", read by " << wiring.name;
    }
    for (const ValueId id : wiring.outputs) {
      EXPECT_EQ(layout.places[layout.values[id]], network.values()[id].shape);
      holder[layout.values[id]] = id;
    }
    for (const ValueId id : wiring.kept) holder[layout.values[id]] = id;
  }
  // Of the 17 values of width d, attention has the most at once: q, k, v, z, and x, which is added to later.
  const auto wide = std::count(layout.places.begin(), layout.places.begin() + static_cast<Index>(layout.value_places),
                               Shape{.rows = Rows::tokens, .cols = 8});
  EXPECT_EQ(wide, 5);
}

TEST(MemoryLayout, HoldsFiveGradientsOfTheWidthAtATime) {
  const Network network(kTinyModel);
  const MemoryLayout& layout = network.memory(Keep::gradients);
  const auto gradients = std::span(layout.places).subspan(layout.value_places);
  EXPECT_EQ(std::count(gradients.begin(), gradients.end(), Shape{.rows = Rows::tokens, .cols = 8}), 5);
  EXPECT_EQ(std::count(gradients.begin(), gradients.end(), Shape{.rows = Rows::tokens, .cols = 10}), 1);
}

}  // namespace
}  // namespace glassgpt
