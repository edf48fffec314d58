// Saving part by part.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/session.h"
#include "support/tiny.h"

namespace glassgpt {
namespace {

using testing::begun_session;
using testing::quick_options;

std::vector<std::string> parts_of(Session& session) {
  std::vector<std::string> parts;
  while (const std::optional<std::string> part = session.next_part()) parts.push_back(*part);
  return parts;
}

std::string end_to_end(const std::vector<std::string>& parts) {
  std::string bytes;
  for (const std::string& part : parts) bytes += part;
  return bytes;
}

/// A model whose moments are cut between parts where no group of base64 ends by itself, in the middle of training.
Session large_session() {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.create({.max_seq_len = 7, .embedding_dim = 128, .hidden_dim = 301, .num_layers = 2, .num_heads = 1}, 1);
  session.start_training(quick_options());
  session.train_step();
  return session;
}

TEST(SavingInParts, GivesTheFileInPartsOfOneMegabyteAtMost) {
  Session session = large_session();
  ASSERT_GT(session.parameters().size(), 250'000U);
  for (const CheckpointFormat format : {CheckpointFormat::json, CheckpointFormat::safetensors}) {
    session.begin_save(format, true);
    const std::vector<std::string> parts = parts_of(session);
    EXPECT_GT(parts.size(), 10U);
    for (const std::string& part : parts) EXPECT_LE(part.size(), std::size_t{1} << 20U);
    EXPECT_EQ(session.next_part(), std::nullopt) << "the file has ended";

    Session read;
    const std::string file = end_to_end(parts);
    read.open("model", file);
    const auto expected = session.parameters();
    const auto weights = read.parameters();
    EXPECT_TRUE(std::equal(weights.begin(), weights.end(), expected.begin(), expected.end()));
    EXPECT_EQ(file, session.save(format, true));
    EXPECT_EQ(file, read.save(format, true));
  }
}

TEST(SavingInParts, KeepsARowALine) {
  Session session = large_session();
  session.begin_save(CheckpointFormat::json, false);
  const std::string file = end_to_end(parts_of(session));
  // Lines of token_embedding, between its first and its last one, which only have brackets.
  const std::size_t begin = file.find("\"data\": [\n") + 10;
  std::size_t rows = 1;
  std::size_t numbers = 1;
  for (std::size_t i = begin; i < file.find("\n    ]}"); ++i) {
    rows += file[i] == '\n' ? 1 : 0;
    numbers += file[i] == ',' ? 1 : 0;
  }
  EXPECT_EQ(rows, static_cast<std::size_t>(session.config().vocab_size));
  EXPECT_EQ(numbers, rows * 128);
}

TEST(SavingInParts, LetsEverythingButTrainingHappenInBetween) {
  Session session = large_session();
  const std::string file = session.save(CheckpointFormat::safetensors, true);
  session.begin_save(CheckpointFormat::safetensors, true);
  std::string bytes = *session.next_part();
  static_cast<void>(session.generate("The sun", {.sampling = {}, .max_tokens = 2}));
  static_cast<void>(session.evaluate(testing::tiny_facts()));
  static_cast<void>(session.save(CheckpointFormat::json, false));
  bytes += end_to_end(parts_of(session));
  EXPECT_EQ(bytes, file);
}

TEST(SavingInParts, EndsWhereTheModelChanges) {
  const std::string message = "saving: nothing is being saved, or the model has changed since; begin to save again";
  const auto refusal = [](Session& session) -> std::string {
    try {
      session.next_part();
    } catch (const Error& error) {
      return error.what();
    }
    return "a part";
  };
  Session session = begun_session(quick_options());
  EXPECT_EQ(refusal(session), message);
  const std::string file = session.save(CheckpointFormat::json, true);
  const auto begin = [&] {
    session.begin_save(CheckpointFormat::safetensors, true);
    EXPECT_TRUE(session.next_part());
  };
  begin();
  session.train_item();
  EXPECT_EQ(refusal(session), message);
  begin();
  session.set_data(Phase::tune, {});
  EXPECT_EQ(refusal(session), message);
  begin();
  session.start_training(quick_options());
  EXPECT_EQ(refusal(session), message);
  begin();
  session.open("model", file);
  EXPECT_EQ(refusal(session), message);
  begin();
  session.set_data(Phase::tune, testing::tiny_chats());
  EXPECT_EQ(refusal(session), message);
  session.open("model", file);
  begin();
  session.resume_training(quick_options());
  EXPECT_EQ(refusal(session), message);
  begin();
  session.create(testing::kTinySizes, 2);
  EXPECT_EQ(refusal(session), message);
}

TEST(SavingInParts, CompletesAnUpdateOfTheWeightsItemByItem) {
  // Of so many weights that Adam takes three items.
  const auto begin = [] {
    Session session;
    session.set_data(Phase::pretrain, testing::tiny_facts());
    session.create({.max_seq_len = 7, .embedding_dim = 256, .hidden_dim = 2048, .num_layers = 2, .num_heads = 1}, 1);
    session.start_training(quick_options());
    return session;
  };
  Session whole = begin();
  std::size_t items = 1;
  while (!whole.train_item()) ++items;

  Session interrupted = begin();
  for (std::size_t i = 0; i + 2 < items; ++i) ASSERT_FALSE(interrupted.train_item());
  interrupted.begin_save(CheckpointFormat::safetensors, true);
  EXPECT_EQ(interrupted.next_part(), "") << "the second item of the update, with the third still to come";
  EXPECT_NE(end_to_end(parts_of(interrupted)).find(R"(\"total_steps\":1,)"), std::string::npos);
  EXPECT_EQ(interrupted.save(CheckpointFormat::safetensors, true), whole.save(CheckpointFormat::safetensors, true));
  const std::optional<StepResult> told = interrupted.train_item();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->step, 1U);
}

}  // namespace
}  // namespace glassgpt
