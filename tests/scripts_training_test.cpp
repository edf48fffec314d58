// What people type and train on, from the file to the answer: letters with accents in both forms, Chinese, capitals.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "core/session.h"
#include "core/text/known_spelling.h"
#include "core/text/unicode_word_tokenizer.h"

namespace glassgpt {
namespace {

using Notes = std::vector<std::string>;
using Tokens = std::vector<std::string>;

std::string contents(const std::string& name) {
  std::ifstream file(std::string(GLASSGPT_FIXTURES) + "/text/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A small model that has learned a file of questions.
Session tuned_on(const std::string& name, TokenizerChoice tokenizer = TokenizerChoice::unicode_word) {
  Session session;
  session.set_data(Phase::tune, read_dataset(name, contents(name)));
  session.set_tokenizer({.kind = tokenizer});
  ModelConfig sizes = {.max_seq_len = 0, .embedding_dim = 32, .hidden_dim = 64, .num_layers = 2, .num_heads = 4};
  sizes.max_seq_len = session.recommended_context();
  session.create(sizes, 1);
  session.start_training(session.recommended(sizes));
  while (session.training()) session.train_step();
  return session;
}

std::string answer(Session& session, std::string_view question) {
  return session.generate(chat_prompt(question), {.sampling = {}, .max_tokens = session.usual_max_tokens()});
}

Notes notes(Session& session, std::string_view question) {
  return texts_of(session.begin_generation(chat_prompt(question), {}).notes);
}

TEST(ScriptsTraining, KnowsAQuestionWhoseAccentsAreCharactersOfTheirOwn) {
  Session session = tuned_on("nfc.json");
  const std::string question = contents("nfd_question.txt");
  ASSERT_NE(question.find("o\u0308"), std::string::npos);
  EXPECT_EQ(notes(session, question), Notes{});
  EXPECT_EQ(answer(session, question), " Müller öffnet die Bäckerei um acht.");
}

TEST(ScriptsTraining, AnswersAChineseQuestion) {
  Session session = tuned_on("chinese_chat.csv");
  EXPECT_EQ(answer(session, "苹果是什么颜色？"), " 苹果是红色的。");
  EXPECT_EQ(answer(session, "草是什么颜色？"), " 草是绿色的。");
  EXPECT_EQ(answer(session, "天空是什么颜色？"), " 天空是蓝色的。");
}

TEST(ScriptsTraining, AnswersInEveryKindOfTokens) {
  for (const TokenizerChoice kind : {TokenizerChoice::word, TokenizerChoice::character, TokenizerChoice::byte_pair}) {
    Session session = tuned_on("nfc.json", kind);
    EXPECT_EQ(answer(session, "Wer öffnet die Bäckerei?"), " Herr Müller öffnet sie.") << name_of(kind);
    const Dataset data = read_dataset("nfc.json", contents("nfc.json"));
    EXPECT_EQ(session.evaluate(data).exact, 2U) << name_of(kind);
  }
}

TEST(ScriptsTraining, CutsChineseIntoCharacters) {
  Session session;
  session.set_data(Phase::pretrain, read_dataset("chinese.txt", contents("chinese.txt")));
  const ExamplePreview preview = session.examples(Phase::pretrain, 1, 1).front();
  EXPECT_EQ(preview.tokens, (Tokens{"她", "喜", "欢", "吃", "苹", "果", "。", "</s>"}));
}

TEST(ScriptsTraining, NamesTheKnownSpelling) {
  Session words = tuned_on("nfc.json", TokenizerChoice::word);
  EXPECT_EQ(notes(words, contents("nfd_question.txt")),
            Notes{"The model does not know \"o\u0308ffnet\" (it knows \"öffnet\") and \"Ba\u0308ckerei\" (it knows "
                  "\"Bäckerei\"): it sees <unk> instead."});
  Session session = tuned_on("nfc.json");
  EXPECT_EQ(notes(session, "Wer öffnet die bäckerei?"),
            Notes{"The model does not know \"bäckerei\", though it knows \"Bäckerei\": it sees <unk> instead."});
  EXPECT_EQ(notes(session, "Wer öffnet die Bäckerei？"),
            Notes{"The model does not know \"？\", though it knows \"?\": it sees <unk> instead."});
}

// The nearest spelling
// -------------------------------------------------------------------------------------------------

TEST(KnownSpelling, IsTheOneThatPeopleMayHaveMeant) {
  const VocabularyTokenizer tokenizer(
      unicode_word_rules(),
      {"<unk>", "</s>", "France", "'", "\"", "-", "capital", "1990", "is", "ÉTÉ", "Photosynthesis", "Bees", "bees"},
      "test");
  const auto known = [&](std::string_view unknown) { return known_spelling(tokenizer, unknown); };
  EXPECT_EQ(known("france"), "France");
  EXPECT_EQ(known("FRANCE"), "France");
  EXPECT_EQ(known("été"), "ÉTÉ");
  EXPECT_EQ(known("’"), "'");
  EXPECT_EQ(known("“"), "\"");
  EXPECT_EQ(known("–"), "-");
  EXPECT_EQ(known("ｆｒａｎｃｅ"), "France");
  EXPECT_EQ(known("captial"), "capital");
  EXPECT_EQ(known("photosintesis"), "Photosynthesis");
  EXPECT_EQ(known("beees"), "bees");
  EXPECT_EQ(known("Beees"), "Bees");
  EXPECT_EQ(known("1991"), "") << "another number is another word";
  EXPECT_EQ(known("it"), "") << "of short words nearly all are near";
  EXPECT_EQ(known("Germany"), "");
}

}  // namespace
}  // namespace glassgpt
