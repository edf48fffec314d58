// Questions that are asked without the mark with which they were learned.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "core/session.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using Notes = std::vector<std::string>;

/// A small model that has learned questions.
Session tuned_on(Dataset questions) {
  Session session;
  session.set_data(Phase::tune, std::move(questions));
  const ModelConfig sizes = {
      .vocab_size = 0, .max_seq_len = 32, .embedding_dim = 32, .hidden_dim = 64, .num_layers = 2, .num_heads = 4};
  session.create(sizes, 1);
  session.start_training(session.recommended(sizes));
  while (session.training()) session.train_step();
  return session;
}

TEST(QuestionMark, IsNotNeededForAChineseAnswer) {
  std::ifstream file(std::string(GLASSGPT_FIXTURES) + "/text/chinese_chat.csv", std::ios::binary);
  Session session = tuned_on(read_dataset("chinese_chat.csv", std::string(std::istreambuf_iterator<char>(file), {})));
  EXPECT_EQ(session.generate(chat_prompt("苹果是什么颜色"), {}), " 苹果是红色的。");
  EXPECT_EQ(session.generate(chat_prompt("草是什么颜色"), {}), " 草是绿色的。");
  EXPECT_EQ(session.generate(chat_prompt("天空是什么颜色"), {}), " 天空是蓝色的。");
  EXPECT_EQ(texts_of(session.begin_generation(chat_prompt("天空是什么颜色"), {}).notes),
            Notes{"The question is read with \"？\" at its end: the model is surer of its answer then."});
}

TEST(QuestionMark, IsAddedOnlyWhereTheModelIsSurerThen) {
  Session session = tuned_on(testing::chats({{"What is red?", "The sun."},
                                             {"What is green?", "The grass."},
                                             {"What is blue?", "The sky."},
                                             {"Say hello", "Hello!"}}));
  EXPECT_EQ(texts_of(session.begin_generation(chat_prompt("What is green?"), {}).notes), Notes{});
  EXPECT_EQ(texts_of(session.begin_generation(chat_prompt("Say hello"), {}).notes), Notes{})
      << "it was learned without a mark";
  EXPECT_EQ(session.generate(chat_prompt("Say hello"), {}), " Hello!");
  EXPECT_EQ(texts_of(session.begin_generation("What is green", {}).notes), Notes{}) << "it is no question but a text";
  for (const auto& [question, answer] :
       {std::pair("What is red", " The sun."), std::pair("What is green", " The grass."),
        std::pair("What is blue", " The sky.")}) {
    EXPECT_EQ(session.generate(chat_prompt(question), {}), answer);
  }
}

}  // namespace
}  // namespace glassgpt
