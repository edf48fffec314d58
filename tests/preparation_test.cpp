// What is prepared little by little is what is made at once.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/session.h"
#include "core/text/dataset_encoder.h"
#include "core/text/text_parts.h"
#include "core/text/tokenizer_kinds.h"
#include "core/text/tokenizer_training.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

/// About so many bytes of sentences in one line, with runs of white space, numbers and a special token.
std::string long_text(std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    text += "The w" + std::to_string(i % 97) + " is \t 27.3 days, isn't it?  </s> Größe!\n ";
  }
  return text;
}

void prepare_by_items(Session& session, Preparation what) {
  session.begin_preparation(what);
  PreparationProgress progress = {.ready = false};
  while (!progress.ready) {
    const std::size_t before = progress.done;
    progress = session.prepare_item();
    EXPECT_GE(progress.done, before);
    EXPECT_LE(progress.done - before, 2 * TextParts::kPartBytes) << "an item is small";
  }
  EXPECT_EQ(progress.share(), 1.0);
}

TEST(TextParts, AreTheTextsOfAllExamplesInOrder) {
  Dataset one = testing::texts({"a b", long_text(200'000)});
  Dataset none = {.name = "none", .examples = {}};
  Dataset two = testing::chats({{"Who?", "I."}});
  TextParts parts({&none, &one, &none, &two});
  std::vector<std::string> texts;
  std::size_t count = 0;
  while (parts.next()) {
    ++count;
    if (parts.begins_example()) texts.emplace_back();
    texts.back() += parts.text();
    EXPECT_LE(parts.text().size(), TextParts::kPartBytes + 50) << "it ends at the next word";
  }
  EXPECT_EQ(texts,
            (std::vector<std::string>{"a b </s>", one.examples[1].training_text(), "User: Who? Assistant: I. </s>"}));
  EXPECT_EQ(count, 1U + 200'000 / TextParts::kPartBytes + 1U + 2U) << "an answer is a part of its own";
  EXPECT_EQ(parts.bytes_done(), parts.bytes());
  EXPECT_FALSE(parts.next()) << "the end stays the end";
  EXPECT_EQ(parts.bytes(), 3U + one.examples[1].text.size() + 6U);
}

TEST(TextParts, HaveThePiecesOfTheWholeTextInEveryKindOfTokenizer) {
  const Dataset data = testing::texts({long_text(200'000)});
  for (const TokenizerKind& kind : tokenizer_kinds()) {
    TokenizerTraining training(kind, {&data});
    while (training.advance()) {
    }
    const auto tokenizer = training.build(1000).tokenizer;
    const std::vector<PackedTokenId> ids = encode_dataset(*tokenizer, data, 1'000'000).sequences.ids;
    EXPECT_EQ(std::vector<TokenId>(ids.begin(), ids.end()),
              tokenizer->encode(data.examples[0].training_text(), "text").ids)
        << kind.name;
  }
}

TEST(TextParts, NameTheByteOfTheWholeTextThatIsNotUtf8) {
  std::string text = long_text(100'000);
  text[90'000] = '\xff';
  const Dataset data = testing::texts({"a", text});
  TextParts parts(all_examples(data));
  try {
    while (parts.next()) {
    }
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "texts, example 2: the text is not valid UTF-8 at byte 90001; encode it as UTF-8");
  }
}

TEST(Preparation, GivesTheSameModelAndRunAsNone) {
  Session sessions[2];
  for (Session& session : sessions) {
    const bool prepares = &session == &sessions[1];
    session.set_data(Phase::pretrain, testing::texts({long_text(100'000), "The sun is a star.", long_text(50'000)}));
    session.set_data(Phase::tune, testing::tiny_chats());
    session.hold_out(Phase::tune, 0.3);
    if (prepares) prepare_by_items(session, Preparation::vocabulary);
    session.create(testing::kTinySizes, 1);
    if (prepares) prepare_by_items(session, Preparation::encoding);
  }
  const PhaseTokenCounts plain = sessions[0].count_tokens(Phase::tune);
  const PhaseTokenCounts prepared = sessions[1].count_tokens(Phase::tune);
  EXPECT_EQ(prepared.training.tokens, plain.training.tokens);
  EXPECT_EQ(prepared.validation.tokens, plain.validation.tokens);
  EXPECT_EQ(sessions[1].token_frequencies(), sessions[0].token_frequencies());
  EXPECT_EQ(sessions[1].recommended(testing::kTinySizes), sessions[0].recommended(testing::kTinySizes));
  for (Session& session : sessions) {
    session.start_training(testing::quick_options());
    for (int i = 0; i < 3; ++i) session.train_step();
  }
  EXPECT_EQ(sessions[1].save(CheckpointFormat::json, true), sessions[0].save(CheckpointFormat::json, true));
}

/// As threads that end in another order than they began.
Executor backwards(std::size_t threads) {
  return {.threads = threads, .run_all = [](std::size_t tasks, const Executor::Task& task) {
            for (std::size_t i = tasks; i > 0; --i) task(i - 1);
          }};
}

TEST(Preparation, GivesTheSameByAnyNumberOfThreads) {
  Dataset texts = testing::texts({long_text(1'500'000)});  // longer than a range, and short ones that make several
  for (int i = 0; i < 60'000; ++i) {
    const std::string number = std::to_string(i);
    texts.examples.push_back_text("number " + number + " of many, then " + std::to_string(i % 97) + ".");
  }
  std::vector<std::string> saved;
  for (const std::size_t threads : {1U, 2U, 5U}) {
    Session session;
    session.set_execution({.executor = backwards(threads)});
    session.set_data(Phase::pretrain, texts);
    session.set_data(Phase::tune, testing::tiny_chats());
    session.begin_preparation(Preparation::vocabulary);
    while (!session.prepare_item().ready) {
    }
    session.create(testing::kTinySizes, 1);
    session.discard_texts();
    session.begin_preparation(Preparation::encoding);
    PreparationProgress progress = session.prepare_item();
    for (; !progress.ready; progress = session.prepare_item()) EXPECT_LE(progress.done, progress.total);
    EXPECT_EQ(progress.share(), 1.0);
    std::string all;
    for (const std::size_t count : session.token_frequencies()) all += std::to_string(count) + " ";
    session.start_training(testing::quick_options());
    for (int i = 0; i < 3; ++i) session.train_step();
    saved.push_back(all + session.save(CheckpointFormat::json, true));
  }
  EXPECT_EQ(saved[1], saved[0]);
  EXPECT_EQ(saved[2], saved[0]);
}

TEST(Preparation, HoldsUntilTheDataOrTheModelIsAnotherOne) {
  Session session;
  session.set_data(Phase::pretrain, testing::texts({"a b"}));
  prepare_by_items(session, Preparation::vocabulary);
  session.set_data(Phase::pretrain, testing::texts({"c d e"}));
  EXPECT_EQ(session.create(testing::kTinySizes, 1).config.vocab_size, 5);
  prepare_by_items(session, Preparation::encoding);
  session.set_data(Phase::pretrain, testing::texts({"c", "d"}));
  EXPECT_EQ(session.count_tokens(Phase::pretrain).training.examples, 2U);
  session.begin_preparation(Preparation::encoding);
  session.set_data(Phase::pretrain, testing::texts({"e"}));
  EXPECT_TRUE(session.prepare_item().ready) << "nothing is being prepared any more";
  prepare_by_items(session, Preparation::encoding);
  ModelConfig shorter = testing::kTinySizes;
  shorter.max_seq_len = 1;
  session.set_data(Phase::pretrain, testing::chats({{"c", "d"}}));
  session.create(shorter, 1);
  EXPECT_EQ(session.count_tokens(Phase::pretrain).training.examples_cut, 1U);
}

TEST(Preparation, EndsWithAnErrorThatNamesTheExample) {
  Session session;
  EXPECT_THROW(session.begin_preparation(Preparation::encoding), Error);
  session.set_data(Phase::pretrain, testing::texts({"a b", "</s>"}));
  session.create(testing::kTinySizes, 1);
  session.begin_preparation(Preparation::encoding);
  try {
    session.prepare_item();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "texts, example 2: there is nothing to predict; give the example at least one word");
  }
  EXPECT_TRUE(session.prepare_item().ready);
}

}  // namespace
}  // namespace glassgpt
