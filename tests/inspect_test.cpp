#include "core/inspect/inspect.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/model/transformer.h"
#include "tests/support/pytorch_fixture.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::trained_session;

/// Probabilities of the token after a whole prompt, in the order of the vocabulary.
std::vector<double> after(Session& session, const std::string& prompt) {
  std::vector<double> result(static_cast<std::size_t>(session.config().vocab_size));
  for (const TokenProbability& it : session.inspect(prompt, session.config().vocab_size).next) {
    result[static_cast<std::size_t>(it.id)] = it.probability;
  }
  return result;
}

TEST(Inspect, ShowsEveryPositionAsThePromptUpToThere) {
  Session session = trained_session();
  const Inspection whole = session.inspect("The moon goes round", 4);
  ASSERT_EQ(whole.positions.size(), 4U);
  const std::vector<std::string> prompts = {"The", "The moon", "The moon goes", "The moon goes round"};
  for (std::size_t t = 0; t < prompts.size(); ++t) {
    const std::vector<double> expected = after(session, prompts[t]);
    ASSERT_EQ(whole.positions[t].size(), 4U);
    for (const TokenProbability& it : whole.positions[t]) {
      EXPECT_NEAR(it.probability, expected[static_cast<std::size_t>(it.id)], 1e-5) << prompts[t];
      EXPECT_EQ(it.token, session.tokenizer().token(it.id));
    }
    if (t + 1 < prompts.size()) {
      EXPECT_NEAR(whole.followed[t], expected[static_cast<std::size_t>(whole.ids[t + 1])], 1e-5) << prompts[t];
    }
  }
  EXPECT_EQ(whole.followed.size(), 3U);
}

TEST(Inspect, FindsTheProbabilitiesOfPyTorchAtEveryPositionAndNext) {
  const auto fixture = testing::read_fixture("ragged");
  Session session = testing::fixture_session(fixture);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto inputs = fixture.at("batches").at(0).at(i).at("inputs").get<std::vector<TokenId>>();
    const auto expected = testing::fixture_probabilities(fixture, i);
    const Inspection inspection = session.inspect(testing::fixture_text(inputs), 5);
    EXPECT_EQ(inspection.ids, inputs);
    ASSERT_EQ(inspection.positions.size(), inputs.size());
    ASSERT_EQ(inspection.followed.size(), inputs.size() - 1);
    const auto expect_likeliest = [](const std::vector<TokenProbability>& found, std::vector<double> probabilities) {
      ASSERT_EQ(found.size(), 5U);
      for (const TokenProbability& it : found) {
        const auto likeliest = std::max_element(probabilities.begin(), probabilities.end());
        EXPECT_EQ(it.id, likeliest - probabilities.begin());
        EXPECT_EQ(it.token, testing::fixture_word(it.id));
        EXPECT_NEAR(it.probability, *likeliest, 1e-5);
        *likeliest = 0;
      }
    };
    for (std::size_t t = 0; t < inputs.size(); ++t) {
      SCOPED_TRACE("example " + std::to_string(i) + ", position " + std::to_string(t));
      expect_likeliest(inspection.positions[t], expected[t]);
      if (t + 1 < inputs.size()) {
        EXPECT_NEAR(inspection.followed[t], expected[t][static_cast<std::size_t>(inputs[t + 1])], 1e-5);
      }
    }
    expect_likeliest(inspection.next, expected.back());
  }
}

TEST(Inspect, KeepsTheWordsThatTheVocabularyLacks) {
  const Inspection inspection = trained_session().inspect("Water is blorp.", 1);
  EXPECT_EQ(inspection.words, (std::vector<std::string>{"Water", "is", "blorp", "."}));
  EXPECT_EQ(inspection.tokens, (std::vector<std::string>{"Water", "is", "<unk>", "."}));
  EXPECT_EQ(inspection.ids[2], kUnknownId);
}

TEST(Inspect, MeasuresWhatEachPartPutsOut) {
  Session session = trained_session();
  const Inspection inspection = session.inspect("Fire is hot", 1);
  const ModelConfig& config = session.config();

  std::vector<std::string> names;
  for (const ActivationSize& it : inspection.activations) names.push_back(it.name);
  EXPECT_EQ(names, (std::vector<std::string>{"embedded", "blocks.0.attention", "blocks.0.norm1", "blocks.0.ffn",
                                             "blocks.0.norm2", "blocks.1.attention", "blocks.1.norm1", "blocks.1.ffn",
                                             "blocks.1.norm2", "logits"}));

  // The embedding, added up by hand.
  const ParameterTable table = Network(config).parameters();
  const Tensors<const float> w(table, session.parameters());
  double squares = 0;
  for (Index t = 0; t < 3; ++t) {
    for (int j = 0; j < config.embedding_dim; ++j) {
      const auto column = static_cast<std::size_t>(j);
      const double x = w["token_embedding"].row(inspection.ids[static_cast<std::size_t>(t)])[column] +
                       w["position_embedding"].row(t)[column];
      squares += x * x;
    }
  }
  EXPECT_NEAR(inspection.activations[0].rms, std::sqrt(squares / (3 * config.embedding_dim)), 1e-6);
}

TEST(Inspect, OfAFreshModelHasLayerNormOutputsOfSizeOne) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.create(testing::kTinySizes, 3);
  for (const ActivationSize& it : session.inspect("Fire is hot", 1).activations) {
    // Mean 0 and variance 1, but for the epsilon under the root.
    if (it.name.find("norm") == std::string::npos) continue;
    EXPECT_NEAR(it.rms, 1.0, 0.02) << it.name;
  }
}

}  // namespace
}  // namespace glassgpt
