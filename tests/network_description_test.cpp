#include "core/inspect/network_description.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/errors.h"

namespace glassgpt {
namespace {

using testing::error_of;

ModelConfig tiny() {
  return {.vocab_size = 5, .max_seq_len = 4, .embedding_dim = 4, .hidden_dim = 6, .num_layers = 1, .num_heads = 2};
}

/// `a [N 4], b [N 4]`.
std::string text_of(const std::vector<ValueDescription>& values) {
  std::string text;
  for (const ValueDescription& it : values) {
    text += (text.empty() ? "" : ", ") + it.name + " [" + it.rows + " " + std::to_string(it.cols) + "]";
  }
  return text;
}

/// `a [4 6]`.
std::string text_of(const std::vector<TensorDescription>& tensors) {
  std::string text;
  for (const TensorDescription& it : tensors) {
    text += (text.empty() ? "" : ", ") + it.name + " [" + std::to_string(it.rows) + " " + std::to_string(it.cols) + "]";
  }
  return text;
}

TEST(NetworkDescription, NamesEveryOperation) {
  struct Expected {
    std::string name, kind, inputs, outputs, weights, inner;
  };
  const std::string b = "blocks.0.";
  const std::vector<Expected> expected = {
      {"embedding", "embedding", "", "embedded [N 4]", "token_embedding [5 4], position_embedding [4 4]",
       "token_embedding [N 4], position_embedding [N 4]"},
      {"query_key_value", "linear", "embedded [N 4]", b + "query [N 4], " + b + "key [N 4], " + b + "value [N 4]",
       b + "attention.query [4 4], " + b + "attention.key [4 4], " + b + "attention.value [4 4]", ""},
      {"attention", "attention", b + "query [N 4], " + b + "key [N 4], " + b + "value [N 4]", b + "mixed [N 4]", "",
       b + "scores [P 2], " + b + "attention [P 2]"},
      {"attention_output", "linear", b + "mixed [N 4], embedded [N 4]", b + "sum1 [N 4]", b + "attention.output [4 4]",
       b + "projected [N 4]"},
      {"norm1", "layer_norm", b + "sum1 [N 4]", b + "norm1 [N 4]", b + "norm1.gamma [1 4], " + b + "norm1.beta [1 4]",
       ""},
      {"feed_forward_up", "linear", b + "norm1 [N 4]", b + "up [N 6]", b + "ffn.w1 [4 6], " + b + "ffn.b1 [1 6]", ""},
      {"activation", "relu", b + "up [N 6]", b + "hidden [N 6]", "", ""},
      {"feed_forward_down", "linear", b + "hidden [N 6], " + b + "norm1 [N 4]", b + "sum2 [N 4]",
       b + "ffn.w2 [6 4], " + b + "ffn.b2 [1 4]", b + "ffn [N 4]"},
      {"norm2", "layer_norm", b + "sum2 [N 4]", b + "out [N 4]", b + "norm2.gamma [1 4], " + b + "norm2.beta [1 4]",
       ""},
      {"output_projection", "output_projection", b + "out [N 4]", "logits [M 5]", "output_projection [4 5]", ""},
      {"loss", "cross_entropy", "logits [M 5]", "probabilities [M 5]", "", ""},
  };
  const std::vector<OperationDescription> operations = describe_network(tiny(), 3);
  ASSERT_EQ(operations.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    SCOPED_TRACE(expected[i].name);
    EXPECT_EQ(operations[i].name, expected[i].name);
    EXPECT_EQ(operations[i].kind, expected[i].kind);
    EXPECT_EQ(operations[i].layer, i == 0 || i > 8 ? -1 : 0);
    EXPECT_EQ(text_of(operations[i].inputs), expected[i].inputs);
    EXPECT_EQ(text_of(operations[i].outputs), expected[i].outputs);
    EXPECT_EQ(text_of(operations[i].weights), expected[i].weights);
    EXPECT_EQ(text_of(operations[i].inner), expected[i].inner);
  }
  EXPECT_EQ(operations[6].formula, R"(y = \max(x, 0))");
}

TEST(NetworkDescription, CountsWhatEachOperationTakes) {
  // 3 tokens: a value of width 4 has 12 numbers, the hidden layer 18, the logits 15, the attention weights 2 x 3 x 3;
  // 6 pairs of a query and a key that it sees. Each line: floating-point operations and numbers moved, forward and
  // back.
  const double expected[][4] = {
      {0, 12 + 12 + 12, 0, 12 + 2 * 24},                         // embedding: a row of each table for each token
      {3 * 96, 12 + 3 * 16 + 36, 6 * 96, 3 * 12 + 36 + 3 * 48},  // query_key_value adds to its input's gradient
      {96, 36 + 12 + 18, 192, 2 * 36 + 12 + 18},                 // attention: 2 products of 6 x 4, backward 4
      {96, 24 + 16 + 12, 192, 2 * 12 + 12 + 3 * 16},             // attention_output: the residual's gradient is there
      {0, 12 + 8 + 12 + 6, 0, 2 * 12 + 12 + 6 + 3 * 8},          // norm1, with means and deviations
      {144, 12 + 30 + 18, 288, 3 * 12 + 18 + 3 * 30},            // feed_forward_up, as query_key_value
      {0, 18 + 18, 0, 2 * 18 + 18},                              // activation
      {144, 18 + 12 + 28 + 12, 288, 2 * 18 + 12 + 3 * 28},       // feed_forward_down
      {0, 12 + 8 + 12 + 6, 0, 2 * 12 + 12 + 6 + 3 * 8},          // norm2
      {120, 12 + 20 + 15, 240, 2 * 12 + 15 + 3 * 20},            // output_projection
      {0, 15 + 15, 0, 2 * 15},                                   // loss: the gradient takes the probabilities' place
  };
  const std::vector<OperationDescription> operations = describe_network(tiny(), 3);
  ASSERT_EQ(operations.size(), std::size(expected));
  for (std::size_t i = 0; i < operations.size(); ++i) {
    SCOPED_TRACE(operations[i].name);
    EXPECT_EQ(operations[i].forward.flops, expected[i][0]);
    EXPECT_EQ(operations[i].forward.bytes, 4 * expected[i][1]);
    EXPECT_EQ(operations[i].backward.flops, expected[i][2]);
    EXPECT_EQ(operations[i].backward.bytes, 4 * expected[i][3]);
  }
}

TEST(NetworkDescription, RefusesALengthOutOfRange) {
  EXPECT_EQ(error_of([] { describe_network(tiny(), 5); }),
            "operations: the length is 5; choose a whole number from 1 to 4");
  EXPECT_EQ(error_of([] { describe_network(tiny(), 0); }),
            "operations: the length is 0; choose a whole number from 1 to 4");
}

}  // namespace
}  // namespace glassgpt
