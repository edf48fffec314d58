// New words for a model that has learned others.

#include "core/text/vocabulary_growth.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/model/model.h"
#include "core/session.h"
#include "core/text/tokenizer_kinds.h"
#include "core/text/word_tokenizer.h"
#include "tests/support/errors.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using Strings = std::vector<std::string>;

Dataset week(int number) {
  std::vector<std::string> lines = {"The red barn holds the hay.", "The blue boat sails at dawn."};
  if (number == 2) lines.emplace_back("Green apples ripen in October. Apples!");
  return testing::texts(lines);
}

void train(Session& session) {
  TrainingOptions options = testing::quick_options();
  options.pretrain.epochs = 60;
  session.start_training(options);
  while (session.training()) session.train_step();
}

Session trained_on_week_one() {
  Session session;
  session.set_data(Phase::pretrain, week(1));
  session.create(testing::kTinySizes, 1);
  train(session);
  return session;
}

TEST(VocabularyGrowth, AddsTokensBehindThoseThatThereAre) {
  const auto old = std::make_shared<WordTokenizer>(Strings{"<unk>", "</s>", "b", "a"}, "old");
  const WordTokenizer wanted({"<unk>", "</s>", "c", "a", "d", "e"}, "wanted");
  VocabularyGrowth growth = grow(old, wanted, 6);
  EXPECT_EQ(growth.tokenizer->tokens(), (Strings{"<unk>", "</s>", "b", "a", "c", "d"}));
  EXPECT_EQ(growth.added, 2U);
  EXPECT_EQ(growth.dropped, 1U);
  growth = grow(old, *old, 10);
  EXPECT_EQ(growth.tokenizer, old);
  EXPECT_EQ(growth.added, 0U);
}

TEST(VocabularyGrowth, KeepsTheOldRowsAndMakesTheNewOnesAsANewModelWould) {
  Session session = trained_on_week_one();
  const ModelConfig before = session.config();
  const std::vector<float> old = testing::weights(session);
  session.set_data(Phase::pretrain, week(2));
  const ModelReport report = session.grow_vocabulary(5);
  EXPECT_EQ(report.tokens_added, 7U);
  EXPECT_EQ(report.words_dropped, 0U);
  EXPECT_EQ(report.config.vocab_size, before.vocab_size + 7);
  EXPECT_EQ(report.parameters, session.parameters().size());
  const Strings tokens = session.tokenizer().tokens();
  EXPECT_EQ(Strings(tokens.end() - 7, tokens.end()),
            (Strings{"!", "Apples", "Green", "October", "apples", "in", "ripen"}));

  Session fresh;
  fresh.open("grown", session.save(CheckpointFormat::safetensors, false));
  Model<float> model(session.config());
  initialize(model, 5);
  const Network was(before);
  std::size_t kept = 0;
  std::size_t added = 0;
  for (const Parameter& now : model.network.parameters().entries()) {
    const Parameter& then = was.parameters().entries()[was.parameters().find(now.name)];
    for (Index row = 0; row < now.rows; ++row) {
      for (Index col = 0; col < now.cols; ++col) {
        const auto place = now.offset + static_cast<std::size_t>(row * now.cols + col);
        const bool is_old = row < then.rows && col < then.cols;
        const float expected =
            is_old ? old[then.offset + static_cast<std::size_t>(row * then.cols + col)] : model.parameters[place];
        EXPECT_EQ(session.parameters()[place], expected) << now.name;
        (is_old ? kept : added) += 1;
      }
    }
  }
  EXPECT_EQ(kept, old.size());
  EXPECT_EQ(added, 2U * 7U * 16U) << "rows of the token embedding, columns of the output projection";
}

TEST(VocabularyGrowth, LetsAModelLearnNewSentencesAndKeepTheOldOnes) {
  Session session = trained_on_week_one();
  EXPECT_EQ(session.generate("The red", {}), " barn holds the hay.");
  session.set_data(Phase::pretrain, week(2));
  session.begin_preparation(Preparation::growth);
  while (!session.prepare_item().ready) {
  }
  EXPECT_EQ(session.grow_vocabulary(1).tokens_added, 7U);
  EXPECT_EQ(session.generate("The red", {}), " barn holds the hay.") << "nothing is forgotten by growing";
  train(session);
  EXPECT_EQ(session.generate("Green", {}), " apples ripen in October. Apples!");
  EXPECT_EQ(session.generate("The blue", {}), " boat sails at dawn.");
}

TEST(VocabularyGrowth, AddsCharactersAndNeedsNoBytePairs) {
  for (const TokenizerChoice kind : {TokenizerChoice::character, TokenizerChoice::byte_pair}) {
    const bool grows = kind == TokenizerChoice::character;
    Session session;
    session.set_data(Phase::pretrain, testing::texts({"abab", "abba"}));
    session.set_tokenizer({.kind = kind});
    session.create(testing::kTinySizes, 1);
    const int before = session.config().vocab_size;
    session.set_data(Phase::pretrain, testing::texts({"abäß"}));
    const ModelReport report = session.grow_vocabulary(1);
    EXPECT_EQ(report.can_grow, grows);
    EXPECT_EQ(report.tokens_added, grows ? 2U : 0U);
    EXPECT_EQ(session.config().vocab_size, before + (grows ? 2 : 0));
    EXPECT_EQ(session.count_tokens(Phase::pretrain).training.unknown_tokens, 0U);
  }
}

TEST(VocabularyGrowth, LeavesAModelAsItIsThatKnowsAllWords) {
  Session session = trained_on_week_one();
  Session opened;
  opened.open("model", session.save(CheckpointFormat::safetensors, true));
  ASSERT_NE(opened.resumable(), nullptr);
  opened.set_data(Phase::pretrain, week(1));
  const ModelReport report = opened.grow_vocabulary(1);
  EXPECT_EQ(report.tokens_added, 0U);
  EXPECT_TRUE(report.can_grow);
  EXPECT_NE(opened.resumable(), nullptr);
  EXPECT_EQ(testing::weights(opened), testing::weights(session));
  Session none;
  EXPECT_EQ(testing::error_of([&] { none.grow_vocabulary(1); }),
            "session: there is no model yet; create or open one first");
}

TEST(VocabularyGrowth, CountsWordsThatFindNoRoom) {
  Session session = trained_on_week_one();
  std::vector<std::string> lines;
  for (int i = 0; i < 10'000; ++i) lines.push_back("w" + std::to_string(i));
  lines.emplace_back("w9999");
  session.set_data(Phase::pretrain, testing::texts(lines));
  const int before = session.config().vocab_size;
  const ModelReport report = session.grow_vocabulary(1);
  EXPECT_EQ(report.config.vocab_size, kMaxVocabSize);
  EXPECT_EQ(report.tokens_added, static_cast<std::size_t>(kMaxVocabSize - before));
  EXPECT_EQ(report.words_dropped, static_cast<std::size_t>(before));
  EXPECT_EQ(report.tokens_dropped, static_cast<std::size_t>(before));
  EXPECT_EQ(session.tokenizer().token(before), "w9999") << "the most frequent one comes first";
}

TEST(WordsHardlyRepeat, OnlyWhereNineInTenOfManyOccurOnce) {
  const auto hardly = [](std::size_t words, std::size_t once) {
    return words_hardly_repeat({.config = {}, .words = words, .words_once = once});
  };
  EXPECT_TRUE(hardly(200, 180));
  EXPECT_FALSE(hardly(200, 179));
  EXPECT_FALSE(hardly(199, 199)) << "ten sentences, whose words seldom repeat";
  EXPECT_FALSE(hardly(0, 0));
  Session session;
  session.set_data(Phase::pretrain, testing::texts({"a b b c", "a d e"}));
  const ModelReport report = session.create(testing::kTinySizes, 1);
  EXPECT_EQ(report.words, 5U);
  EXPECT_EQ(report.words_once, 3U);
}

}  // namespace
}  // namespace glassgpt
