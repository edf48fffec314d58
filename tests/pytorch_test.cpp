#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/model/transformer.h"
#include "core/train/adam.h"
#include "core/train/gradient_norm.h"
#include "core/train/trainer.h"
#include "tests/support/pytorch_fixture.h"

// The model against PyTorch, in float and in double. fixtures/pytorch/make_fixtures.py made the numbers, and says what
// they are.

namespace glassgpt {
namespace {

using Json = nlohmann::json;
using testing::read_fixture;

/// Largest error of a tensor, relative to its largest element. Double is held back by PyTorch's clip_grad_norm_, which
/// adds 1e-6 to the norm that it divides by.
template <typename Real>
constexpr double kTolerance = 0;
template <>
constexpr double kTolerance<float> = 1e-4;
template <>
constexpr double kTolerance<double> = 1e-6;

constexpr std::size_t kSteps = 10;  // of training, on each of the two batches in turn

ModelConfig read_config(const Json& config) {
  return {.vocab_size = config.at("vocab_size"),
          .max_seq_len = config.at("max_seq_len"),
          .embedding_dim = config.at("embedding_dim"),
          .hidden_dim = config.at("hidden_dim"),
          .num_layers = config.at("num_layers"),
          .num_heads = config.at("num_heads"),
          .activation = config.value("activation", "relu") == "gelu" ? Activation::gelu : Activation::relu};
}

Batch read_batch(const Json& examples) {
  Batch batch;
  for (const Json& example : examples) {
    const auto inputs = example.at("inputs").get<std::vector<TokenId>>();
    const auto targets = example.at("targets").get<std::vector<TokenId>>();
    batch.inputs.insert(batch.inputs.end(), inputs.begin(), inputs.end());
    batch.targets.insert(batch.targets.end(), targets.begin(), targets.end());
    batch.starts.push_back(batch.rows());
  }
  return batch;
}

/// The elements of a vector, or of a matrix row by row.
std::vector<double> read_tensor(const Json& tensors, const Parameter& entry) {
  const Json& tensor = tensors.at(entry.name);
  const Json rows = entry.is_vector ? Json::array({tensor}) : tensor;
  std::vector<double> elements;
  for (const Json& row : rows) {
    const auto values = row.get<std::vector<double>>();
    elements.insert(elements.end(), values.begin(), values.end());
  }
  if (rows.size() != static_cast<std::size_t>(entry.rows) || elements.size() != entry.size()) {
    throw std::runtime_error(entry.name + " has another shape in the fixture");
  }
  return elements;
}

template <typename Real>
Model<Real> read_model(const Json& fixture) {
  Model<Real> model(read_config(fixture.at("config")));
  for (const Parameter& entry : model.network.parameters().entries()) {
    const std::vector<double> values = read_tensor(fixture.at("initial"), entry);
    std::transform(values.begin(), values.end(), model.parameters.begin() + static_cast<std::ptrdiff_t>(entry.offset),
                   [](double value) { return static_cast<Real>(value); });
  }
  return model;
}

/// Compares a tensor with PyTorch's, all elements relative to the largest of them.
template <typename Real>
void expect_tensor(const std::string& name, std::span<const Real> actual, std::span<const double> expected) {
  ASSERT_EQ(actual.size(), expected.size()) << name;
  double largest = 0;
  double error = 0;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    ASSERT_TRUE(std::isfinite(actual[i])) << name << ", element " << i;
    largest = std::max(largest, std::abs(expected[i]));
    const double difference = std::abs(static_cast<double>(actual[i]) - expected[i]);
    if (difference > error) {
      error = difference;
      worst = i;
    }
  }
  EXPECT_LE(error, kTolerance<Real> * largest)
      << name << ", element " << worst << ": " << actual[worst] << " instead of PyTorch's " << expected[worst]
      << ", where the largest of the tensor is " << largest;
}

template <typename Real>
void expect_value(const std::string& name, double actual, double expected) {
  EXPECT_LE(std::abs(actual - expected), kTolerance<Real> * std::abs(expected))
      << name << ": " << actual << " instead of PyTorch's " << expected;
}

/// Compares trained weights with PyTorch's, and also what training added to them, in which an error shows that is small
/// beside the weights.
template <typename Real>
void expect_trained(const Model<Real>& model, const Json& fixture) {
  for (const Parameter& entry : model.network.parameters().entries()) {
    const std::span<const Real> weights = std::span(model.parameters).subspan(entry.offset, entry.size());
    std::vector<double> expected = read_tensor(fixture.at("training").at("weights"), entry);
    expect_tensor<Real>(entry.name, weights, expected);

    const std::vector<double> initial = read_tensor(fixture.at("initial"), entry);
    std::vector<Real> change(weights.begin(), weights.end());
    for (std::size_t i = 0; i < change.size(); ++i) {
      change[i] -= static_cast<Real>(initial[i]);
      expected[i] -= initial[i];
    }
    expect_tensor<Real>("change of " + entry.name, change, expected);
  }
}

template <typename Real>
void check_forward(const Json& fixture) {
  const Model<Real> model = read_model<Real>(fixture);
  const Batch batch = read_batch(fixture.at("batches").at(0));
  const Json& expected = fixture.at("first_step");
  Activations<Real> act;
  forward<Real>(model, batch, act, Keep::outputs);

  ASSERT_EQ(expected.at("logits").size(), batch.inputs.size());
  for (Index n = 0; n < batch.rows(); ++n) {
    const auto row = expected.at("logits").at(static_cast<std::size_t>(n)).get<std::vector<double>>();
    expect_tensor<Real>("logits of row " + std::to_string(n), act.logits.row(n), row);
  }
  expect_value<Real>("loss", loss_forward<Real>(model, batch, act), expected.at("loss"));
}

template <typename Real>
void check_gradients(const Json& fixture) {
  const Model<Real> model = read_model<Real>(fixture);
  const Batch batch = read_batch(fixture.at("batches").at(0));
  const Json& expected = fixture.at("first_step");
  Activations<Real> act;
  std::vector<Real> gradients(model.parameters.size());
  forward<Real>(model, batch, act, Keep::gradients);
  loss_forward<Real>(model, batch, act);
  backward<Real>(model, batch, act, gradients);

  for (const Parameter& entry : model.network.parameters().entries()) {
    expect_tensor<Real>("gradient of " + entry.name, std::span(gradients).subspan(entry.offset, entry.size()),
                        read_tensor(expected.at("gradients"), entry));
  }
  expect_value<Real>("gradient norm", gradient_norm<Real>(gradients), expected.at("grad_norm"));
}

template <typename Real>
void check_training(const Json& fixture) {
  Model<Real> model = read_model<Real>(fixture);
  const std::array batches = {read_batch(fixture.at("batches").at(0)), read_batch(fixture.at("batches").at(1))};
  const Json& expected = fixture.at("training");

  Activations<Real> act;
  std::vector<Real> gradients(model.parameters.size());
  std::vector<Real> first_moment(gradients.size());
  std::vector<Real> second_moment(gradients.size());
  for (std::size_t step = 0; step < kSteps; ++step) {
    const Batch& batch = batches[step % 2];
    const std::string of_step = " of step " + std::to_string(step + 1);
    forward<Real>(model, batch, act, Keep::gradients);
    expect_value<Real>("loss" + of_step, loss_forward<Real>(model, batch, act), expected.at("losses").at(step));
    std::fill(gradients.begin(), gradients.end(), Real{0});
    backward<Real>(model, batch, act, gradients);
    const double norm = gradient_norm<Real>(gradients);
    expect_value<Real>("gradient norm" + of_step, norm, expected.at("grad_norms").at(step));
    adam_update<Real>(model.parameters, first_moment, second_moment, gradients,
                      {.factor = clip_factor(norm, fixture.at("clip_norm")),
                       .learning_rate = fixture.at("learning_rate"),
                       .t = step + 1});
  }
  expect_trained(model, fixture);
}

class PyTorch : public ::testing::TestWithParam<const char*> {
 public:
  PyTorch() : fixture_(read_fixture(GetParam())) {}

 protected:
  [[nodiscard]] const Json& fixture() const { return fixture_; }

  template <typename FloatCheck, typename DoubleCheck>
  void in_both_precisions(FloatCheck check_float, DoubleCheck check_double) const {
    {
      SCOPED_TRACE(std::string(GetParam()) + " in float");
      check_float(fixture_);
    }
    SCOPED_TRACE(std::string(GetParam()) + " in double");
    check_double(fixture_);
  }

 private:
  Json fixture_;
};

TEST_P(PyTorch, HasTheSameLogitsAndLoss) {
  in_both_precisions(check_forward<float>, check_forward<double>);
}

TEST_P(PyTorch, HasTheSameGradients) {
  in_both_precisions(check_gradients<float>, check_gradients<double>);
}

TEST_P(PyTorch, HasTheSameWeightsAfterTenSteps) {
  in_both_precisions(check_training<float>, check_training<double>);
}

INSTANTIATE_TEST_SUITE_P(Fixtures, PyTorch,
                         ::testing::Values("one_head", "many_heads", "ragged", "ignored_targets", "gelu"),
                         [](const auto& instance) { return std::string(instance.param); });

/// Fixtures in which every token is predicted, as it is in a dataset.
class PyTorchTrainer : public PyTorch {};

TEST_P(PyTorchTrainer, TakesTheSameTenSteps) {
  Model<float> model = read_model<float>(fixture());
  PhaseData data;
  for (const Json& batch : fixture().at("batches")) {
    for (const Json& example : batch) {
      auto ids = example.at("inputs").get<std::vector<TokenId>>();
      ids.push_back(example.at("targets").back());
      data[0].sequences.append(ids);
    }
  }
  Trainer trainer(model, std::move(data),
                  {.pretrain = {.epochs = kSteps / 2, .learning_rate = fixture().at("learning_rate")},
                   .batch_size = static_cast<int>(fixture().at("batches").at(0).size()),
                   .clip_norm = fixture().at("clip_norm"),
                   .shuffle = false});
  const Json& expected = fixture().at("training");
  for (std::size_t step = 0; step < kSteps; ++step) {
    const StepResult result = trainer.step();
    const std::string of_step = " of step " + std::to_string(step + 1);
    expect_value<float>("loss" + of_step, result.loss, expected.at("losses").at(step));
    expect_value<float>("gradient norm" + of_step, result.grad_norm, expected.at("grad_norms").at(step));
  }
  EXPECT_TRUE(trainer.done());
  expect_trained(model, fixture());
}

INSTANTIATE_TEST_SUITE_P(Fixtures, PyTorchTrainer, ::testing::Values("one_head", "many_heads", "ragged"),
                         [](const auto& instance) { return std::string(instance.param); });

}  // namespace
}  // namespace glassgpt
