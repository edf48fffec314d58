#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/model/model.h"
#include "core/model/transformer.h"
#include "core/session.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

TrainingOptions in_order() {
  TrainingOptions options = testing::quick_options();
  options.shuffle = false;
  options.clip_norm = 1e-3;  // far below the gradient's norm
  return options;
}

/// By the definition, one number after another.
double rms(const std::vector<float>& values, const Parameter& tensor) {
  double sum = 0;
  for (std::size_t i = tensor.offset; i < tensor.offset + tensor.size(); ++i) {
    sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  }
  return std::sqrt(sum / static_cast<double>(tensor.size()));
}

/// Gradients of a batch of the first two facts, by a whole forward and backward pass.
std::vector<float> gradients_of_first_batch(Session& session) {
  Model<float> model(session.config());
  model.parameters = testing::weights(session);
  Batch batch;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string text = testing::tiny_facts().examples[i].training_text();
    batch.append(session.tokenizer().encode(text, "fact").ids);
  }
  Activations<float> activations;
  std::vector<float> gradients(model.parameters.size());
  forward<float>(model, batch, activations, Keep::gradients);
  loss_forward<float>(model, batch, activations);
  backward<float>(model, batch, activations, gradients);
  return gradients;
}

TEST(TensorSizes, AreThoseOfWeightsNowAndOfTheGradientBeforeClipping) {
  Session session = testing::begun_session(in_order());
  const std::vector<float> gradients = gradients_of_first_batch(session);
  session.train_step();
  const std::vector<TensorSize> sizes = session.tensor_sizes();
  const ParameterTable table = Network(session.config()).parameters();
  ASSERT_EQ(sizes.size(), table.entries().size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const Parameter& tensor = table.entries()[i];
    SCOPED_TRACE(tensor.name);
    EXPECT_EQ(sizes[i].name, tensor.name);
    EXPECT_EQ(sizes[i].rows, static_cast<std::size_t>(tensor.rows));
    EXPECT_EQ(sizes[i].cols, static_cast<std::size_t>(tensor.cols));
    EXPECT_NEAR(sizes[i].weight, rms(testing::weights(session), tensor), 1e-9);
    const double expected = rms(gradients, tensor);
    EXPECT_GT(expected, 0);
    EXPECT_NEAR(sizes[i].gradient, expected, 1e-5 * expected);
  }
}

TEST(TensorSizes, AddUpToTheGradientsNorm) {
  Session session = testing::begun_session(in_order());
  for (int i = 0; i < 5; ++i) {
    const StepResult step = session.train_step();
    double sum = 0;
    for (const TensorSize& it : session.tensor_sizes()) {
      sum += it.gradient * it.gradient * static_cast<double>(it.rows * it.cols);
    }
    EXPECT_NEAR(std::sqrt(sum), step.grad_norm, 1e-9 * step.grad_norm);
  }
}

TEST(TensorSizes, StayThoseOfTheLastWholeStepInTheMiddleOfTheNext) {
  Session session = testing::begun_session(in_order());
  session.train_step();
  const auto gradients = [&] {
    std::vector<double> all;
    for (const TensorSize& it : session.tensor_sizes()) all.push_back(it.gradient);
    return all;
  };
  const std::vector<double> first = gradients();
  while (!session.train_item()) EXPECT_EQ(gradients(), first);
  Session whole = testing::begun_session(in_order());
  for (int i = 0; i < 2; ++i) whole.train_step();
  const std::vector<TensorSize> second = whole.tensor_sizes();
  for (std::size_t i = 0; i < second.size(); ++i) EXPECT_EQ(gradients()[i], second[i].gradient) << second[i].name;
}

TEST(TensorSizes, HaveNoGradientBeforeTheFirstStep) {
  Session session = testing::begun_session(in_order());
  for (const TensorSize& it : session.tensor_sizes()) {
    EXPECT_TRUE(std::isnan(it.gradient)) << it.name;
  }
  // Of fresh weights: gains of LayerNorm are 1, biases 0, matrices have the deviation of kInitialDeviation.
  const std::vector<TensorSize> sizes = session.tensor_sizes();
  EXPECT_EQ(sizes[0].name, "token_embedding");
  EXPECT_NEAR(sizes[0].weight, kInitialDeviation, 0.1 * kInitialDeviation);
  EXPECT_EQ(sizes[6].name, "blocks.0.norm1.gamma");
  EXPECT_EQ(sizes[6].weight, 1);
  EXPECT_EQ(sizes[7].weight, 0);
}

}  // namespace
}  // namespace glassgpt
