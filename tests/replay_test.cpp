#include "core/replay/replay.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/base/sha256.h"
#include "core/store/little_endian.h"
#include "tests/support/errors.h"

// What is replayed is made here by the same build, so that its bits are those of whatever build this is. That they are
// WebAssembly's in the program is for tests/cli/check_result.test.mjs to show.

namespace glassgpt {
namespace {

constexpr std::string_view kFacts = "The sun is a star.\nWater is wet.\nFire is hot.\nIce is cold.\n";
constexpr std::string_view kChats = "prompt,answer\nWhat is the sun?,A star.\nWhat is wet?,Water.\n";

ResultData data_of(std::string_view bytes, const std::string& ending) {
  return {.sha256 = sha256_hex(bytes), .ending = ending, .bytes = bytes.size()};
}

/// A run of 12 steps over both phases, without what it came to.
RunResult run() {
  RunResult result;
  result.pretrain = {.data = {data_of(kFacts, ".txt")}, .held_out = 0.25};
  result.tune = {.data = {data_of(kChats, ".csv")}};
  result.sizes = {.max_seq_len = 16, .embedding_dim = 16, .hidden_dim = 16, .num_layers = 1, .num_heads = 2};
  result.training.pretrain = {.epochs = 4, .learning_rate = 1e-2};
  result.training.tune = {.epochs = 10, .learning_rate = 1e-2};
  result.training.batch_size = 2;
  result.training.seed = 3;
  result.steps = 12;
  return result;
}

/// The run with what it came to, as a Session says.
RunResult finished_run() {
  RunResult result = run();
  Session session;
  session.set_data(Phase::pretrain, read_dataset("facts.txt", kFacts));
  session.hold_out(Phase::pretrain, 0.25);
  session.set_data(Phase::tune, read_dataset("chats.csv", kChats));
  session.create(result.sizes, 3);
  session.start_training(result.training);
  for (std::uint64_t step = 1; step <= result.steps; ++step) {
    const double loss = session.train_step().loss;
    if (step % 4 == 0) result.curve.push_back({.step = step, .loss = loss});
  }
  result.answers = {{.question = "What is wet?",
                     .is_chat = true,
                     .max_tokens = 8,
                     .answer = session.generate(chat_prompt("What is wet?"), {.sampling = {}, .max_tokens = 8})}};
  std::string bytes;
  append_floats(bytes, session.parameters());
  result.weights = sha256_hex(bytes);
  return result;
}

std::vector<std::string> differences(const RunResult& result) {
  Replay replay(result, {"needless", kChats, kFacts});
  while (replay.train_step()) {
  }
  EXPECT_EQ(replay.share(), 1);
  return replay.differences();
}

TEST(Replay, OfATrueResultDiffersInNothing) {
  EXPECT_EQ(differences(finished_run()), std::vector<std::string>());
}

TEST(Replay, OfAnEarlierVersionSaysWhyItMayDiffer) {
  RunResult result = finished_run();
  result.version = 1;
  EXPECT_EQ(differences(result), std::vector<std::string>()) << "its steps are small";
  result.weights = std::string(64, '0');
  const std::vector<std::string> found = differences(result);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1],
            "the result was made by an earlier version, which added up steps of 256 tokens and more in another order: "
            "check it with that one");
}

TEST(Replay, TellsWhatIsNotTrue) {
  RunResult result = finished_run();
  const double loss = result.curve[1].loss;
  const std::string weights = result.weights;
  result.curve[1].loss = loss * 1.001;
  result.weights[0] = weights[0] == '0' ? '1' : '0';
  result.answers[0].answer = "Everything.";
  const std::vector<std::string> found = differences(result);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_TRUE(found[0].starts_with("loss of step 8: ")) << found[0];
  EXPECT_EQ(found[1],
            "weights: " + result.weights.substr(0, 12) + "… in the file, " + weights.substr(0, 12) + "… replayed");
  EXPECT_TRUE(found[2].starts_with(R"(answer to "What is wet?": "Everything." in the file, ")")) << found[2];
}

TEST(Replay, OfAnotherSeedHasOtherWeights) {
  RunResult result = finished_run();
  result.training.seed = 4;
  const std::vector<std::string> found = differences(result);
  ASSERT_GE(found.size(), 2U);
  EXPECT_TRUE(found[0].starts_with("loss of step 4: ")) << found[0];
  EXPECT_TRUE(found[1].starts_with("weights: ")) << found[1];
}

// 3 of 4 facts are trained on, 2 at a time in 4 epochs: 8 steps. The 2 chats take 10.
TEST(Replay, OfMoreStepsThanTheRunHasSaysSo) {
  RunResult result = finished_run();
  result.steps = 19;
  Replay replay(result, {kFacts, kChats});
  std::size_t steps = 1;
  while (replay.train_step()) ++steps;
  EXPECT_EQ(steps, 18U);
  const std::vector<std::string> found = replay.differences();
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0], "steps: 19 in the file, no more than 18 replayed");
}

TEST(Replay, NamesTheDataThatIsNotThere) {
  const std::string expected =
      "tune-1.csv: " + std::to_string(kChats.size()) + " bytes with the SHA-256 " + sha256_hex(kChats);
  EXPECT_EQ(missing_data(run(), {kFacts}), std::vector<std::string>({expected}));
  EXPECT_EQ(missing_data(run(), {kChats, kFacts}), std::vector<std::string>());
  EXPECT_EQ(testing::error_of([] { Replay(run(), {kFacts}); }), "data: " + expected + " is not there; give that file");
}

}  // namespace
}  // namespace glassgpt
