// Sessions that share their data, and what was prepared of it.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/session.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

Dataset ten_texts() {
  std::vector<std::string> texts;
  for (int i = 0; i < 10; ++i) texts.push_back("text " + std::to_string(i));
  return testing::texts(texts);
}

const ModelConfig kSizes = {
    .vocab_size = 0, .max_seq_len = 8, .embedding_dim = 8, .hidden_dim = 8, .num_layers = 1, .num_heads = 1};

void prepare(Session& session, Preparation what) {
  session.begin_preparation(what);
  while (!session.prepare_item().ready) {
  }
}

/// Whether nothing of it is left to do.
bool is_prepared(Session& session, Preparation what) {
  session.begin_preparation(what);
  return session.prepare_item().total == 0;
}

TEST(SharedData, BringsWhatWasPreparedAndTrainsAlike) {
  Session first;
  first.set_data(Phase::pretrain, ten_texts());
  first.hold_out(Phase::pretrain, 0.2);
  prepare(first, Preparation::vocabulary);
  first.create(kSizes, 1);
  prepare(first, Preparation::encoding);

  Session second;
  second.share_data(first);
  EXPECT_TRUE(is_prepared(second, Preparation::vocabulary));
  ModelConfig wider = kSizes;
  wider.embedding_dim = 16;
  second.create(wider, 2);
  EXPECT_TRUE(is_prepared(second, Preparation::encoding)) << "the same vocabulary and context";
  const TrainingReport report = second.start_training({});
  EXPECT_EQ(report.phases[0].examples, 8U);
  EXPECT_EQ(report.phases[0].validation_examples, 2U);

  Session alone;
  alone.set_data(Phase::pretrain, ten_texts());
  alone.hold_out(Phase::pretrain, 0.2);
  alone.create(wider, 2);
  alone.start_training({});
  EXPECT_EQ(second.train_step().loss, alone.train_step().loss);
  EXPECT_EQ(first.start_training({}).phases[0].examples, 8U) << "the first one still has it";
}

TEST(SharedData, IsEachOnesOwnOnceOneChangesIt) {
  Session first;
  first.set_data(Phase::pretrain, ten_texts());
  Session second;
  second.share_data(first);
  second.hold_out(Phase::pretrain, 0.5);
  second.set_data(Phase::tune, testing::chats({{"Who?", "I."}}));
  first.create(kSizes, 1);
  second.create(kSizes, 1);
  EXPECT_EQ(first.count_tokens(Phase::pretrain).training.examples, 10U);
  EXPECT_EQ(first.count_tokens(Phase::tune).training.examples, 0U);
  EXPECT_EQ(second.count_tokens(Phase::pretrain).training.examples, 5U);
  EXPECT_EQ(second.count_tokens(Phase::tune).training.examples, 1U);
}

TEST(SharedData, IsEncodedAnewForAnotherContext) {
  Session first;
  first.set_data(Phase::pretrain, testing::texts({"one two three four five six"}));
  first.create(kSizes, 1);
  prepare(first, Preparation::encoding);
  Session second;
  second.share_data(first);
  ModelConfig shorter = kSizes;
  shorter.max_seq_len = 2;
  second.create(shorter, 1);
  EXPECT_FALSE(is_prepared(second, Preparation::encoding));
  EXPECT_EQ(second.count_tokens(Phase::pretrain).training.pieces, 3U) << "two tokens predicted in each";
  EXPECT_EQ(first.count_tokens(Phase::pretrain).training.pieces, 0U);
}

TEST(HeldOutData, IsPartOfTheWholeThatIsLookedAt) {
  Session session;
  session.set_data(Phase::pretrain, ten_texts());
  session.hold_out(Phase::pretrain, 0.3);
  session.create(kSizes, 1);
  const std::vector<ExamplePreview> examples = session.examples(Phase::pretrain, 1, 4);
  ASSERT_EQ(examples.size(), 4U);
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(examples[static_cast<std::size_t>(i)].text, "text " + std::to_string(i + 1) + " </s>");
  EXPECT_EQ(session.token_frequencies()[2], 10U) << "\"text\" is the most frequent word";
}

}  // namespace
}  // namespace glassgpt
