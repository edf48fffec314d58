#include "core/inspect/dissection.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/model/transformer.h"
#include "core/train/adam.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::kTinySizes;

const char* const kText = "The moon goes round the earth.";
const WeightPlace kAWeight = {.tensor = "blocks.1.attention.value", .row = 3, .col = 5};

const NamedMatrix& named(const std::vector<NamedMatrix>& matrices, const std::string& name) {
  for (const NamedMatrix& it : matrices) {
    if (it.name == name) return it;
  }
  throw std::runtime_error("there is no " + name);
}

double at(const NamedMatrix& m, Index row, Index col) {
  return static_cast<double>(m.values[static_cast<std::size_t>(row * m.cols + col)]);
}

/// A run on one example alone, begun.
Session one_example_run(const TrainingOptions& options) {
  Session session;
  session.set_data(Phase::pretrain, testing::texts({kText}));
  session.create(kTinySizes, 4);
  session.start_training(options);
  return session;
}

/// A session whose model has trained a little, without a run under way.
Session a_session() {
  TrainingOptions options;
  options.pretrain = {.epochs = 3, .learning_rate = 1e-2};
  Session session = one_example_run(options);
  while (session.training()) session.train_step();
  return session;
}

/// The same step by forward() and backward().
struct Oracle {
  Model<float> model;
  Batch batch;
  Activations<float> act;
  std::vector<float> gradients;
  double loss = 0;

  explicit Oracle(Session& session) : model(session.config()) {
    model.parameters = testing::weights(session);
    batch.append(session.tokenizer().encode(std::string(kText) + " </s>", "text").ids);
    gradients.resize(model.parameters.size());
    forward<float>(model, batch, act, Keep::gradients);
    loss = loss_forward<float>(model, batch, act);
    backward<float>(model, batch, act, gradients);
  }
};

TEST(Dissection, HasTheGradientsAndTheLossOfTheStep) {
  Session session = a_session();
  const Dissection it = session.dissect(kText, kAWeight);
  const Oracle oracle(session);
  EXPECT_EQ(it.ids, oracle.batch.inputs);
  EXPECT_EQ(it.target_ids, oracle.batch.targets);
  EXPECT_EQ(it.target_ids.back(), kEndId);
  EXPECT_EQ(it.loss, oracle.loss);
  EXPECT_EQ(it.gradients, oracle.gradients);
  double sum = 0;
  for (const float loss : it.losses) sum += static_cast<double>(loss);
  EXPECT_NEAR(sum / static_cast<double>(it.losses.size()), it.loss, 1e-6);
}

TEST(Dissection, NamesEveryTensorInTheOrderOfTheStep) {
  const Dissection it = a_session().dissect(kText, kAWeight);
  std::vector<std::string> forward = {"token_embedding", "position_embedding", "embedded"};
  std::vector<std::string> backward = {"logits"};
  for (const std::string block : {"blocks.0.", "blocks.1."}) {
    for (const char* part : {"query", "key", "value", "scores", "attention", "mixed", "projected", "sum1", "norm1",
                             "up", "hidden", "ffn", "sum2", "out"}) {
      forward.push_back(block + part);
    }
  }
  for (const std::string block : {"blocks.1.", "blocks.0."}) {
    for (const char* part : {"out", "sum2", "ffn", "hidden", "up", "norm1", "sum1", "projected", "mixed", "attention",
                             "scores", "query", "key", "value"}) {
      backward.push_back(block + part);
    }
  }
  forward.insert(forward.end(), {"logits", "probabilities"});
  backward.insert(backward.end(), {"embedded", "token_embedding", "position_embedding"});
  std::vector<std::string> names;
  for (const NamedMatrix& m : it.forward) names.push_back(m.name);
  EXPECT_EQ(names, forward);
  names.clear();
  for (const NamedMatrix& m : it.backward) {
    names.push_back(m.name);
    EXPECT_EQ(m.rows, named(it.forward, m.name).rows) << m.name;
    EXPECT_EQ(m.cols, named(it.forward, m.name).cols) << m.name;
    EXPECT_EQ(m.values.size(), static_cast<std::size_t>(m.rows * m.cols)) << m.name;
  }
  EXPECT_EQ(names, backward);
}

/// x W, written out.
double product(const NamedMatrix& x, Index row, Matrix<const float> w, Index col) {
  double sum = 0;
  for (Index i = 0; i < x.cols; ++i)
    sum += at(x, row, i) * static_cast<double>(w.row(i)[static_cast<std::size_t>(col)]);
  return sum;
}

TEST(Dissection, ForwardTensorsFollowFromEachOtherByTheFormulas) {
  Session session = a_session();
  const Dissection it = session.dissect(kText, kAWeight);
  const ParameterTable table = Network(session.config()).parameters();
  const Tensors<const float> weights(table, session.parameters());
  const auto get = [&](const std::string& name) -> const NamedMatrix& { return named(it.forward, name); };
  const Index rows = std::ssize(it.ids);
  const Index d = session.config().embedding_dim;
  const Index heads = session.config().num_heads;
  for (Index t = 0; t < rows; ++t) {
    for (Index c = 0; c < d; ++c) {
      EXPECT_NEAR(at(get("embedded"), t, c), at(get("token_embedding"), t, c) + at(get("position_embedding"), t, c),
                  1e-6);
    }
  }
  for (const int layer : {0, 1}) {
    const std::string block = "blocks." + std::to_string(layer) + ".";
    const NamedMatrix& x = layer == 0 ? get("embedded") : get("blocks.0.out");
    const auto w = [&](const std::string& name) { return weights[block + name]; };
    for (Index t = 0; t < rows; ++t) {
      for (Index c = 0; c < d; ++c) {
        EXPECT_NEAR(at(get(block + "query"), t, c), product(x, t, w("attention.query"), c), 1e-5);
        EXPECT_NEAR(at(get(block + "projected"), t, c), product(get(block + "mixed"), t, w("attention.output"), c),
                    1e-5);
        EXPECT_NEAR(at(get(block + "sum1"), t, c), at(x, t, c) + at(get(block + "projected"), t, c), 1e-5);
        EXPECT_NEAR(at(get(block + "up"), t, c),
                    product(get(block + "norm1"), t, w("ffn.w1"), c) +
                        static_cast<double>(w("ffn.b1").row(0)[static_cast<std::size_t>(c)]),
                    1e-5);
        EXPECT_EQ(at(get(block + "hidden"), t, c), std::max(at(get(block + "up"), t, c), 0.0));
        EXPECT_NEAR(at(get(block + "ffn"), t, c),
                    product(get(block + "hidden"), t, w("ffn.w2"), c) +
                        static_cast<double>(w("ffn.b2").row(0)[static_cast<std::size_t>(c)]),
                    1e-5);
        EXPECT_NEAR(at(get(block + "sum2"), t, c), at(get(block + "norm1"), t, c) + at(get(block + "ffn"), t, c), 1e-5);
      }
    }
    const Index width = d / heads;
    for (Index r = 0; r < heads * rows; ++r) {
      const Index head = r / rows;
      const Index t = r % rows;
      double sum = 0;
      for (Index s = 0; s < rows; ++s) {
        const double score = at(get(block + "scores"), r, s);
        EXPECT_EQ(std::isnan(score), s > t);
        if (s > t) continue;
        double dot = 0;
        for (Index c = head * width; c < (head + 1) * width; ++c) {
          dot += at(get(block + "query"), t, c) * at(get(block + "key"), s, c);
        }
        EXPECT_NEAR(score, dot / std::sqrt(static_cast<double>(width)), 1e-5);
        sum += std::exp(score);
      }
      for (Index s = 0; s < rows; ++s) {
        const double expected = s > t ? 0 : std::exp(at(get(block + "scores"), r, s)) / sum;
        EXPECT_NEAR(at(get(block + "attention"), r, s), expected, 1e-5);
      }
    }
  }
  for (Index t = 0; t < rows; ++t) {
    double sum = 0;
    for (Index id = 0; id < get("logits").cols; ++id) sum += std::exp(at(get("logits"), t, id));
    for (Index id = 0; id < get("logits").cols; ++id) {
      EXPECT_NEAR(at(get("probabilities"), t, id), std::exp(at(get("logits"), t, id)) / sum, 1e-5);
    }
    const auto i = static_cast<std::size_t>(t);
    EXPECT_NEAR(it.losses[i], std::log(sum) - at(get("logits"), t, it.target_ids[i]), 1e-5);
  }
}

/// The gradient of a matrix product's weights, x^T dy, from the tensors of the dissection, against backpropagation's.
void expect_weight_gradient(const Dissection& it, const ModelConfig& config, const std::string& weight,
                            const std::string& x, const std::string& dy) {
  const ParameterTable table = Network(config).parameters();
  const NamedMatrix& input = named(it.forward, x);
  const NamedMatrix& output = named(it.backward, dy);
  for (const Parameter& entry : table.entries()) {
    if (entry.name != weight) continue;
    for (Index i = 0; i < entry.rows; ++i) {
      for (Index j = 0; j < entry.cols; ++j) {
        double sum = 0;
        for (Index t = 0; t < input.rows; ++t) sum += at(input, t, i) * at(output, t, j);
        EXPECT_NEAR(it.gradients[entry.offset + static_cast<std::size_t>(i * entry.cols + j)], sum, 1e-5) << weight;
      }
    }
  }
}

TEST(Dissection, BackwardTensorsGiveTheWeightsTheirGradients) {
  Session session = a_session();
  const Dissection it = session.dissect(kText, kAWeight);
  const ModelConfig& config = session.config();
  expect_weight_gradient(it, config, "output_projection", "blocks.1.out", "logits");
  for (const std::string block : {"blocks.0.", "blocks.1."}) {
    const std::string x = block == "blocks.0." ? "embedded" : "blocks.0.out";
    expect_weight_gradient(it, config, block + "ffn.w2", block + "hidden", block + "ffn");
    expect_weight_gradient(it, config, block + "ffn.w1", block + "norm1", block + "up");
    expect_weight_gradient(it, config, block + "attention.output", block + "mixed", block + "projected");
    expect_weight_gradient(it, config, block + "attention.query", x, block + "query");
    expect_weight_gradient(it, config, block + "attention.key", x, block + "key");
    expect_weight_gradient(it, config, block + "attention.value", x, block + "value");
    // Of keys and queries, the gradients follow from that of the scores: dq_t = sum_s dS_ts k_s / sqrt(d / H).
    const NamedMatrix& scores = named(it.backward, block + "scores");
    const Index rows = std::ssize(it.ids);
    const Index width = config.embedding_dim / config.num_heads;
    for (Index t = 0; t < rows; ++t) {
      for (Index c = 0; c < config.embedding_dim; ++c) {
        double dq = 0;
        double dv = 0;
        for (Index s = 0; s < rows; ++s) {
          const Index head = c / width * rows;
          if (s <= t) dq += at(scores, head + t, s) * at(named(it.forward, block + "key"), s, c);
          dv += at(named(it.forward, block + "attention"), head + s, t) * at(named(it.backward, block + "mixed"), s, c);
        }
        EXPECT_NEAR(at(named(it.backward, block + "query"), t, c), dq / std::sqrt(static_cast<double>(width)), 1e-6);
        EXPECT_NEAR(at(named(it.backward, block + "value"), t, c), dv, 1e-6);
      }
    }
  }
  // A position's embedding is used once: its gradient is that of the row.
  const ParameterTable table = Network(config).parameters();
  const NamedMatrix& rows = named(it.backward, "position_embedding");
  for (std::size_t i = 0; i < rows.values.size(); ++i) {
    EXPECT_FLOAT_EQ(rows.values[i], it.gradients[table.entries()[1].offset + i]);
  }
}

TEST(Dissection, GradientOfTheScoresIsTheSoftmaxsOfThatOfTheAttention) {
  // The rows of dS add up to 0, because a softmax does not see a shift of its inputs.
  const Dissection it = a_session().dissect(kText, kAWeight);
  const NamedMatrix& weights = named(it.forward, "blocks.0.attention");
  const NamedMatrix& dweights = named(it.backward, "blocks.0.attention");
  const NamedMatrix& dscores = named(it.backward, "blocks.0.scores");
  for (Index r = 0; r < weights.rows; ++r) {
    const Index seen = r % weights.cols + 1;
    double mean = 0;
    double sum = 0;
    for (Index s = 0; s < seen; ++s) mean += at(weights, r, s) * at(dweights, r, s);
    for (Index s = 0; s < seen; ++s) {
      EXPECT_NEAR(at(dscores, r, s), at(weights, r, s) * (at(dweights, r, s) - mean), 1e-6);
      sum += at(dscores, r, s);
    }
    EXPECT_NEAR(sum, 0, 1e-6);
    for (Index s = seen; s < weights.cols; ++s) {
      EXPECT_TRUE(std::isnan(at(dscores, r, s)));
      EXPECT_TRUE(std::isnan(at(dweights, r, s)));
    }
  }
}

TEST(Dissection, UpdatesEachWeightAsTrainingDoes) {
  TrainingOptions options;
  options.pretrain = {.epochs = 10, .learning_rate = 3e-3};
  options.clip_norm = 0.7;  // so that there is something to clip
  options.schedule = Schedule::cosine;
  options.warmup_steps = 2;
  Session session = one_example_run(options);
  const ParameterTable table = Network(session.config()).parameters();
  for (std::uint64_t step = 1; step <= 4; ++step) {
    std::vector<WeightUpdate> updates;
    std::vector<std::size_t> places;
    Dissection it;
    for (const Parameter& tensor : table.entries()) {
      const WeightPlace place = {.tensor = tensor.name, .row = tensor.rows / 2, .col = tensor.cols - 1};
      it = session.dissect(kText, place);
      updates.push_back(it.update);
      places.push_back(tensor.offset + static_cast<std::size_t>(place.row * tensor.cols + place.col));
    }
    const std::vector<float> before = testing::weights(session);
    const StepResult result = session.train_step();
    EXPECT_NEAR(it.loss, result.loss, 1e-6);
    EXPECT_NEAR(it.grad_norm, result.grad_norm, 1e-6);
    EXPECT_NEAR(it.clip_factor, std::min(1.0, 0.7 / result.grad_norm), 1e-6);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const WeightUpdate& update = updates[i];
      EXPECT_EQ(update.step, step);
      EXPECT_EQ(update.learning_rate, result.learning_rate);
      EXPECT_EQ(update.weight, before[places[i]]);
      EXPECT_FLOAT_EQ(update.new_weight, session.parameters()[places[i]]) << update.place.tensor << " step " << step;
      EXPECT_NEAR(
          update.new_weight,
          update.weight - update.learning_rate * update.first_corrected / (std::sqrt(update.second_corrected) + 1e-8),
          1e-7);
      EXPECT_NEAR(update.first, 0.9 * update.first_before + 0.1 * update.clipped, 1e-8);
    }
  }
}

TEST(Dissection, WithoutARunIsTheFirstStepOfTheDefaults) {
  Session session = a_session();
  const std::vector<float> before = testing::weights(session);
  const WeightUpdate update = session.dissect(kText, kAWeight).update;
  EXPECT_EQ(update.step, 1U);
  EXPECT_EQ(update.first_before, 0);
  EXPECT_EQ(update.second_before, 0);
  EXPECT_EQ(update.learning_rate, 5e-4);
  // Adam's first step is as long as the learning rate.
  EXPECT_NEAR(std::abs(update.new_weight - update.weight), 5e-4, 1e-6);
  EXPECT_EQ(testing::weights(session), before);
}

TEST(Dissection, ChangesNothingInTheMiddleOfAStep) {
  TrainingOptions options;
  options.pretrain = {.epochs = 2, .learning_rate = 1e-3};
  Session undisturbed = one_example_run(options);
  Session session = one_example_run(options);
  while (session.training()) {
    session.train_item();
    static_cast<void>(session.dissect("Water is wet.", kAWeight));
  }
  while (undisturbed.training()) undisturbed.train_step();
  EXPECT_EQ(testing::weights(session), testing::weights(undisturbed));
}

void expect_error(const std::string& text, const WeightPlace& place, const std::string& message) {
  try {
    static_cast<void>(a_session().dissect(text, place));
    ADD_FAILURE() << "expected: " << message;
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), message);
  }
}

TEST(Dissection, CutsLongTextsAndRefusesWhatItCannotShow) {
  // Of 20 tokens, the last piece has half a context: 8 of the 19 that are predicted.
  EXPECT_EQ(a_session().dissect("a b c d e f g h i j k l m n o p q r s", kAWeight).ids.size(), 11U);
  expect_error("", kAWeight, "text, example 1: there is nothing to predict; give the example at least one word");
  expect_error(kText, {.tensor = "blocks.0.ffn.w1", .row = 16, .col = 0},
               "weight: blocks.0.ffn.w1 has no row 16, column 0; choose one within its shape, 16 x 32, counted from 0");
  expect_error(kText, {.tensor = "blocks.0.ffn.b1", .row = 0, .col = -1},
               "weight: blocks.0.ffn.b1 has no row 0, column -1; choose one within its shape, 1 x 32, counted from 0");
  expect_error(kText, {.tensor = "w", .row = 0, .col = 0},
               "weight: there is no tensor \"w\"; choose one of the model's tensors");
}

}  // namespace
}  // namespace glassgpt
