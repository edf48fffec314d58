#include "core/model/transformer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/model/decoder.h"
#include "tests/support/gradient_check.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::kTinyModel;

/// A model whose weights are large enough that every part of it matters.
template <typename Real>
Model<Real> random_model(const ModelConfig& config, std::uint64_t seed) {
  Model<Real> model(config);
  Rng rng(seed);
  for (Real& value : model.parameters) value = static_cast<Real>(0.5 * rng.normal());
  return model;
}

Batch ragged_batch() {
  Batch batch;
  batch.append(std::vector<TokenId>{2, 5, 5, 3, 6, 0, 1});
  batch.append(std::vector<TokenId>{4, 1});
  batch.append(std::vector<TokenId>{3, 2, 4, 1});
  batch.targets[3] = kNoTarget;
  return batch;
}

TEST(ParameterTable, HasTheContractsTensorsEndToEnd) {
  const ParameterTable table = Network(kTinyModel).parameters();
  std::vector<std::string> names;
  std::size_t expected_offset = 0;
  for (const Parameter& entry : table.entries()) {
    names.push_back(entry.name);
    EXPECT_EQ(entry.offset, expected_offset) << entry.name;
    expected_offset += entry.size();
  }
  EXPECT_EQ(names.size(), 2U + 2U * 12U + 1U);
  EXPECT_EQ(names[0], "token_embedding");
  EXPECT_EQ(names[1], "position_embedding");
  EXPECT_EQ(names[2], "blocks.0.attention.query");
  EXPECT_EQ(names[14], "blocks.1.attention.query");
  EXPECT_EQ(names.back(), "output_projection");
  // 7*8 + 6*8 + 2 (4*8*8 + 8*10 + 10 + 10*8 + 8 + 4*8) + 8*7
  EXPECT_EQ(table.size(), 56U + 48U + 2U * 466U + 56U);
  EXPECT_EQ(parameter_count(kTinyModel), table.size());
}

TEST(Model, RefusesSizesThatDoNotFitTogether) {
  ModelConfig config = kTinyModel;
  config.num_heads = 3;
  try {
    const Model<float> model(config);
    FAIL() << "expected an Error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "model: num_heads is 3 and embedding_dim is 8; choose a number of heads that divides the embedding "
                 "dimension");
  }
}

TEST(Initialize, IsNormalForMatricesAndNeutralForTheRest) {
  ModelConfig config = kTinyModel;
  config.vocab_size = 2000;
  Model<float> model(config);
  initialize(model, 11);
  const Tensors<const float> weights = model.weights();
  const auto all = [&](std::string_view name, float value) {
    const std::span<const float> row = weights[name].row(0);
    return std::all_of(row.begin(), row.end(), [value](float x) { return x == value; });
  };
  EXPECT_TRUE(all("blocks.1.norm1.gamma", 1));
  EXPECT_TRUE(all("blocks.1.norm2.beta", 0));
  EXPECT_TRUE(all("blocks.1.ffn.b1", 0));
  // The seed's normal numbers with the deviation, matrix after matrix.
  Rng rng(11);
  for (std::size_t i = 0; i < 16'000 + 6 * 8 + 4 * 8 * 8; ++i) {
    EXPECT_EQ(model.parameters[i], static_cast<float>(rng.normal() * 0.02)) << "weight " << i;
  }
}

TEST(Transformer, FreshModelGuessesBlindly) {
  ModelConfig config = kTinyModel;
  config.vocab_size = 500;
  config.embedding_dim = 64;
  Model<float> model(config);
  initialize(model, 1);
  const Batch batch = ragged_batch();
  Activations<float> activations;
  forward<float>(model, batch, activations, Keep::outputs);
  EXPECT_NEAR(loss_forward<float>(model, batch, activations), std::log(500.0), 0.1);
}

class TransformerOfActivation : public ::testing::TestWithParam<Activation> {};

TEST_P(TransformerOfActivation, HasTheGradientOfCentralDifferencesForEveryWeight) {
  ModelConfig config = kTinyModel;
  config.activation = GetParam();
  Model<double> model = random_model<double>(config, 12);
  const Batch batch = ragged_batch();
  Activations<double> activations;
  std::vector<double> gradients(model.parameters.size());
  const auto loss = [&] {
    forward<double>(model, batch, activations, Keep::gradients);
    return loss_forward<double>(model, batch, activations);
  };
  loss();
  backward<double>(model, batch, activations, gradients);

  for (const Parameter& entry : model.network.parameters().entries()) {
    const auto part = [&](std::vector<double>& all) { return std::span(all).subspan(entry.offset, entry.size()); };
    testing::expect_gradient(entry.name, part(model.parameters), part(gradients), loss, 1e-6);
  }
}

INSTANTIATE_TEST_SUITE_P(Activations, TransformerOfActivation, ::testing::Values(Activation::relu, Activation::gelu));

TEST(Transformer, ExamplesOfABatchDoNotSeeEachOther) {
  const Model<double> model = random_model<double>(kTinyModel, 13);
  const Batch together = ragged_batch();
  Activations<double> all;
  forward<double>(model, together, all, Keep::outputs);
  for (std::size_t i = 0; i + 1 < together.starts.size(); ++i) {
    const auto first = together.starts[i];
    const auto last = together.starts[i + 1];
    Batch alone;
    alone.inputs.assign(together.inputs.begin() + first, together.inputs.begin() + last);
    alone.targets.assign(alone.inputs.size(), kNoTarget);
    alone.starts = {0, last - first};
    Activations<double> one;
    forward<double>(model, alone, one, Keep::outputs);
    for (Index t = 0; t < last - first; ++t) {
      for (std::size_t v = 0; v < 7; ++v) {
        EXPECT_NEAR(one.logits.row(t)[v], all.logits.row(first + t)[v], 1e-12) << "example " << i << ", token " << t;
      }
    }
  }
}

TEST(Transformer, LaterTokensDoNotChangeEarlierLogits) {
  const Model<double> model = random_model<double>(kTinyModel, 14);
  Batch batch;
  batch.append(std::vector<TokenId>{2, 3, 4, 5, 6, 0});
  Activations<double> before;
  forward<double>(model, batch, before, Keep::outputs);
  batch.inputs[3] = 1;
  Activations<double> after;
  forward<double>(model, batch, after, Keep::outputs);
  for (Index t = 0; t < 3; ++t) {
    for (std::size_t v = 0; v < 7; ++v) EXPECT_EQ(before.logits.row(t)[v], after.logits.row(t)[v]);
  }
  // What follows is as if the changed token had always stood there: the full forward of its sequence up to each place.
  for (Index t = 3; t < 5; ++t) {
    std::vector<TokenId> ids = {2, 3, 4, 1, 6, 0};
    ids.resize(static_cast<std::size_t>(t) + 2);
    Batch alone;
    alone.append(ids);
    Activations<double> expected;
    forward<double>(model, alone, expected, Keep::outputs);
    for (std::size_t v = 0; v < 7; ++v) EXPECT_NEAR(after.logits.row(t)[v], expected.logits.row(t)[v], 1e-12);
  }
}

/// Splits a sequence into pieces in several ways: decoding has to give the full forward's logits after each of them.
class CachedDecoding : public ::testing::TestWithParam<std::vector<std::size_t>> {};

TEST_P(CachedDecoding, EqualsTheFullForward) {
  ModelConfig config = kTinyModel;
  config.max_seq_len = 40;  // beyond one group of attention rows
  const Model<float> model = random_model<float>(config, 15);
  std::vector<TokenId> ids;
  Rng rng(16);
  for (int i = 0; i < 40; ++i) ids.push_back(static_cast<TokenId>(rng.below(7)));
  Batch batch;
  batch.inputs = ids;
  batch.targets.assign(ids.size(), kNoTarget);
  batch.starts = {0, 40};
  Activations<float> full;
  forward<float>(model, batch, full, Keep::outputs);

  Decoder<float> decoder(model);
  // Twice, to see that nothing is left over after a reset.
  for (int round = 0; round < 2; ++round) {
    std::size_t read = 0;
    for (const std::size_t count : GetParam()) {
      const std::span<const float> logits = decoder.append(std::span(ids).subspan(read, count));
      read += count;
      ASSERT_EQ(decoder.length(), static_cast<Index>(read));
      const std::span<const float> expected = full.logits.row(static_cast<Index>(read) - 1);
      for (std::size_t v = 0; v < logits.size(); ++v) {
        EXPECT_NEAR(logits[v], expected[v], 2e-5F) << "after " << read << " tokens, round " << round;
      }
    }
    decoder.reset();
    EXPECT_EQ(decoder.room(), 40);
  }
}

INSTANTIATE_TEST_SUITE_P(Pieces, CachedDecoding,
                         ::testing::Values(std::vector<std::size_t>(40, 1), std::vector<std::size_t>{40},
                                           std::vector<std::size_t>{33, 1, 1, 5}, std::vector<std::size_t>{3, 37}));

}  // namespace
}  // namespace glassgpt
