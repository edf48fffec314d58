#include "core/inspect/observation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/inspect/dissection.h"
#include "core/inspect/network_description.h"
#include "core/session.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::error_of;

const char* const kObservedText = "The moon goes round the earth.";

/// A model of one example.
Session observed_session() {
  Session session;
  session.set_data(Phase::pretrain, testing::texts({kObservedText}));
  session.create(testing::kTinySizes, 4);
  return session;
}

TEST(Observation, GivesTheNumbersThatADissectionHas) {
  Session session = observed_session();
  const Dissection whole = session.dissect(kObservedText, {.tensor = "token_embedding"});
  for (const auto of : {Observed::value, Observed::gradient}) {
    for (const NamedMatrix& it : of == Observed::value ? whole.forward : whole.backward) {
      SCOPED_TRACE(it.name);
      const Observation seen = session.observe(
          kObservedText, 0, 1, {{.of = of, .name = it.name, .most_rows = 2, .most_cols = 3, .spread = true}});
      const TensorPart& part = seen.parts.at(0);
      EXPECT_EQ(part.rows, it.rows);
      EXPECT_EQ(part.cols, it.cols);
      EXPECT_EQ(part.row_step, (it.rows + 1) / 2);
      EXPECT_EQ(part.col_step, (it.cols + 2) / 3);
      for (Index r = 0; r < part.part.rows; ++r) {
        for (Index c = 0; c < part.part.cols; ++c) {
          const float expected =
              it.values.at(static_cast<std::size_t>(r * part.row_step * it.cols + c * part.col_step));
          const float value = part.part.values.at(static_cast<std::size_t>(r * part.part.cols + c));
          EXPECT_TRUE(value == expected || (std::isnan(value) && std::isnan(expected)));
        }
      }
    }
  }
}

TEST(Observation, KeepsWithinAHead) {
  Session session = observed_session();
  const Dissection whole = session.dissect(kObservedText, {.tensor = "token_embedding"});
  const auto length = static_cast<Index>(whole.ids.size());
  const TensorRequest second = {.of = Observed::value,
                                .name = "blocks.0.attention",
                                .row = length,
                                .most_rows = 2,
                                .most_cols = 1,
                                .span = length,
                                .spread = true};
  const TensorPart part = session.observe(kObservedText, 0, 1, {second}).parts.at(0);
  EXPECT_EQ(part.row_step, (length + 1) / 2);
  EXPECT_EQ(part.part.rows, 2);
  EXPECT_EQ(part.part.values[0], 1.0F);  // the first word looks at itself alone
}

TEST(Observation, HasNothingWhereThereIsNoGradient) {
  Session session = observed_session();
  const Observation seen = session.observe(kObservedText, 0, 1, {{.of = Observed::gradient, .name = "probabilities"}});
  EXPECT_EQ(seen.parts.at(0).rows, 0);
  EXPECT_TRUE(seen.parts[0].part.values.empty());
}

TEST(Observation, ReadsAWindowOfWeightsWithoutAText) {
  Session session = observed_session();
  const std::span<const float> all = session.parameters();  // the first tensor is the token embedding
  const TensorRequest request = {
      .of = Observed::weight, .name = "token_embedding", .row = 2, .col = 1, .most_rows = 1, .most_cols = 2};
  const Observation seen = session.observe("", 0, 1, {request});
  EXPECT_TRUE(seen.tokens.empty());
  const auto width = static_cast<std::size_t>(session.config().embedding_dim);
  EXPECT_EQ(seen.parts.at(0).part.values, (std::vector<float>{all[2 * width + 1], all[2 * width + 2]}));
  EXPECT_EQ(seen.parts[0].cols, session.config().embedding_dim);
  double sum = 0;
  const auto count = static_cast<std::size_t>(session.config().vocab_size) * width;
  for (const float value : all.first(count)) sum += static_cast<double>(value) * static_cast<double>(value);
  EXPECT_NEAR(seen.parts[0].rms, std::sqrt(sum / static_cast<double>(count)), 1e-9);
}

TEST(Observation, SaysWhatIsExpectedAfterAPosition) {
  Session session = observed_session();
  const Inspection inspection = session.inspect(kObservedText, 3);
  const Observation seen = session.observe(kObservedText, 1, 3, {});
  ASSERT_EQ(seen.next.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(seen.next[i].token, inspection.positions[1][i].token);
    EXPECT_NEAR(seen.next[i].probability, inspection.positions[1][i].probability, 1e-6);
  }
}

TEST(Observation, RefusesWhatThereIsNot) {
  Session session = observed_session();
  EXPECT_EQ(error_of([&] { return session.observe("", 0, 1, {{.of = Observed::weight, .name = "blocks.9.x"}}); }),
            "observation: there is no tensor \"blocks.9.x\"; choose one of the model's tensors");
  EXPECT_EQ(error_of([&] { return session.observe(kObservedText, 0, 1, {{.of = Observed::value, .name = "x"}}); }),
            "observation: there is no tensor \"x\"; choose one of the model's values");
  EXPECT_EQ(error_of([&] {
              return session.observe("", 0, 1, {{.of = Observed::weight, .name = "blocks.0.ffn.b1", .row = 1}});
            }),
            "observation: blocks.0.ffn.b1 has no row 1, column 0; choose one within its shape, 1 x " +
                std::to_string(session.config().hidden_dim) + ", counted from 0");
}

/// The names and shapes that a description gives are those of a dissection.
TEST(Observation, FindsTheInnerValuesThatAreDescribed) {
  Session session = observed_session();
  const Dissection it = session.dissect(kObservedText, {.tensor = "token_embedding"});
  const auto length = static_cast<Index>(it.ids.size());
  std::size_t i = 0;
  for (const OperationDescription& operation : describe_network(session.config(), static_cast<int>(length))) {
    for (const auto* values : {&operation.inner, &operation.outputs}) {
      for (const ValueDescription& value : *values) {
        SCOPED_TRACE(value.name);
        const bool of_pairs = value.rows == 'P';
        EXPECT_EQ(it.forward.at(i).name, value.name);
        EXPECT_EQ(it.forward[i].rows, of_pairs ? length * value.cols : length);
        EXPECT_EQ(it.forward[i].cols, of_pairs ? length : value.cols);
        ++i;
      }
    }
  }
  EXPECT_EQ(i, it.forward.size());
}

}  // namespace
}  // namespace glassgpt
