#include "core/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "tests/support/pytorch_fixture.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::trained_session;

template <typename Work>
void expect_error(Work work, const std::string& message) {
  try {
    work();
    ADD_FAILURE() << "expected: " << message;
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), message);
  }
}

TEST(Session, SaysThatThereIsNoModelYet) {
  Session session;
  const std::string message = "session: there is no model yet; create or open one first";
  EXPECT_FALSE(session.has_model());
  EXPECT_FALSE(session.training());
  EXPECT_EQ(session.resumable(), nullptr);
  expect_error([&] { static_cast<void>(session.config()); }, message);
  expect_error([&] { static_cast<void>(session.save(CheckpointFormat::json, false)); }, message);
  expect_error([&] { session.start_training({}); }, message);
  expect_error([&] { session.begin_generation("a", {}); }, message);
  expect_error([&] { static_cast<void>(session.inspect("a", 1)); }, message);
  expect_error([&] { static_cast<void>(session.evaluate(testing::tiny_facts())); }, message);
}

TEST(Session, MakesTheVocabularyOfBothPhases) {
  Session session;
  session.set_data(Phase::pretrain, testing::texts({"b b a"}));
  session.set_data(Phase::tune, testing::chats({{"b?", "c"}}));
  const ModelReport report = session.create(testing::kTinySizes, 1);
  // b three times, ":" twice, the others once and in byte order.
  EXPECT_EQ(session.tokenizer().tokens(),
            (std::vector<std::string>{"<unk>", "</s>", "b", ":", "?", "Assistant", "User", "a", "c"}));
  EXPECT_EQ(report.config.vocab_size, 9);
  EXPECT_EQ(report.parameters, session.parameters().size());
  EXPECT_EQ(report.words_dropped, 0U);
}

TEST(Session, ReportsWordsBeyondTheLargestVocabulary) {
  Dataset dataset = {.name = "many words", .examples = {}};
  for (int i = 0; i < 10'005; ++i) dataset.examples.push_back(testing::text_example("w" + std::to_string(i)));
  Session session;
  session.set_data(Phase::pretrain, dataset);
  ModelConfig small = testing::kTinySizes;
  small.embedding_dim = 2;
  small.num_heads = 1;
  const ModelReport report = session.create(small, 1);
  EXPECT_EQ(report.config.vocab_size, 10'000);
  EXPECT_EQ(report.words_dropped, 7U);  // two places are <unk>'s and </s>'s
  EXPECT_EQ(report.tokens_dropped, 7U);
}

TEST(Session, RefusesToMakeAModelOfNothing) {
  Session session;
  expect_error([&] { session.create(testing::kTinySizes, 1); },
               "session: there is no data to make a vocabulary from; set the data of at least one phase first");
}

TEST(Session, KeepsTheOpenModelWhenAnotherCannotBeOpenedOrMade) {
  Session session = trained_session();
  const std::string answer = session.generate(chat_prompt("What is hot?"), {});
  EXPECT_THROW(session.open("broken.json", "{\"format\": \"glassgpt\""), Error);
  ModelConfig misfit = testing::kTinySizes;
  misfit.num_heads = 3;
  EXPECT_THROW(session.create(misfit, 1), Error);
  EXPECT_EQ(session.generate(chat_prompt("What is hot?"), {}), answer);
}

TEST(Session, AnswersTheSameAfterSavingAndOpeningInEitherFormat) {
  Session session = trained_session();
  for (const CheckpointFormat format : {CheckpointFormat::json, CheckpointFormat::safetensors}) {
    Session opened;
    const ModelReport report = opened.open("model", session.save(format, false));
    EXPECT_EQ(report.config, session.config());
    EXPECT_EQ(testing::weights(opened), testing::weights(session));
    EXPECT_EQ(opened.generate(chat_prompt("What is wet?"), {}), " Water is wet.");
    EXPECT_EQ(opened.save(format, true), session.save(format, false)) << "it has no training state to keep";
  }
}

TEST(Session, TrainsOnFromAnOpenedModelAndCountsWordsItLacks) {
  Session session = trained_session();
  Session tuned;
  tuned.open("model", session.save(CheckpointFormat::json, false));
  tuned.set_data(Phase::tune, testing::chats({{"What is the moon?", "The moon is xylophonic."}}));
  TrainingOptions options = testing::quick_options();
  options.tune.epochs = 30;
  const TrainingReport report = tuned.start_training(options);
  ASSERT_EQ(report.phases.size(), 1U);
  EXPECT_EQ(report.phases[0].unknown_tokens, 1U);
  while (tuned.training()) tuned.train_step();
  EXPECT_EQ(tuned.generate(chat_prompt("What is the moon?"), {}), " The moon is <unk> .");
}

TEST(Evaluate, CountsLossTokensAndExactAnswers) {
  Session session = trained_session();
  Dataset dataset = testing::tiny_chats();
  dataset.examples.push_back(testing::chat_example("What is hot?", "Ice."));
  const EvalResult result = session.evaluate(dataset);
  EXPECT_EQ(result.chats, 4U);
  EXPECT_EQ(result.exact, 3U);
  EXPECT_EQ(result.unknown, 1U);
  // User : What is the sun ? Assistant : A star . </s> and so on: one less than the tokens of each.
  EXPECT_EQ(result.tokens, 12U + 12U + 10U + 10U);
}

TEST(Evaluate, FindsTheLossAndAccuracyOfPyTorch) {
  const auto fixture = testing::read_fixture("ragged");
  Dataset dataset;
  double loss = 0;
  double right = 0;
  double tokens = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    auto ids = fixture.at("batches").at(0).at(i).at("inputs").get<std::vector<TokenId>>();
    dataset.examples.push_back(testing::text_example(testing::fixture_text(ids)));
    ids.push_back(kEndId);
    const auto probabilities = testing::fixture_probabilities(fixture, i);
    for (std::size_t t = 0; t < probabilities.size(); ++t) {
      const double probability = probabilities[t][static_cast<std::size_t>(ids[t + 1])];
      loss -= std::log(probability);
      right += probability == *std::max_element(probabilities[t].begin(), probabilities[t].end()) ? 1 : 0;
      tokens += 1;
    }
  }
  const EvalResult result = testing::fixture_session(fixture).evaluate(dataset);
  EXPECT_EQ(static_cast<double>(result.tokens), tokens);
  EXPECT_NEAR(result.loss, loss / tokens, 1e-5);
  EXPECT_NEAR(result.answer_loss, loss / tokens, 1e-5) << "texts without a prompt count wholly";
  EXPECT_NEAR(result.perplexity, std::exp(loss / tokens), 1e-3);
  EXPECT_DOUBLE_EQ(result.accuracy, right / tokens);
}

TEST(Evaluate, IsTheMeanOverTokensWhateverTheBatches) {
  Session session = trained_session();
  const Dataset all = testing::tiny_facts();
  double loss = 0;
  std::size_t tokens = 0;
  for (const Example& example : all.examples) {
    const EvalResult one = session.evaluate({.name = "one", .examples = {example}});
    loss += one.loss * static_cast<double>(one.tokens);
    tokens += one.tokens;
  }
  const EvalResult together = session.evaluate(all);
  EXPECT_EQ(together.tokens, tokens);
  EXPECT_NEAR(together.loss, loss / static_cast<double>(tokens), 1e-6);
  EXPECT_EQ(together.chats, 0U);
}

TEST(Evaluate, OfABlindModelIsTheLogarithmOfTheVocabulary) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.create(testing::kTinySizes, 1);
  EXPECT_NEAR(session.evaluate(testing::tiny_facts()).loss, std::log(session.config().vocab_size), 0.1);
}

TEST(Evaluate, RefusesAnEmptyDataset) {
  Session session = trained_session();
  expect_error([&] { static_cast<void>(session.evaluate({})); },
               "evaluation: the dataset is empty; give at least one example");
}

TEST(Inspect, ShowsTokensNextTokensAndAttention) {
  Session session = trained_session();
  const Inspection inspection = session.inspect("What is the blorp", 3);
  EXPECT_EQ(inspection.tokens, (std::vector<std::string>{"What", "is", "the", "<unk>"}));
  EXPECT_EQ(inspection.unknown, std::vector<std::string>{"blorp"});
  ASSERT_EQ(inspection.next.size(), 3U);
  EXPECT_EQ(session.inspect("User: What is wet? Assistant:", 1).next[0].token, "Water");

  ASSERT_EQ(inspection.attention.size(), 2U * 2U * 4U * 4U);
  for (std::size_t row = 0; row < 16; ++row) {
    const std::size_t query = row % 4;
    double sum = 0;
    for (std::size_t key = 0; key < 4; ++key) {
      const float weight = inspection.attention[row * 4 + key];
      sum += static_cast<double>(weight);
      if (key > query) {
        EXPECT_EQ(weight, 0.0F) << "no token looks at a later one";
      }
    }
    EXPECT_NEAR(sum, 1.0, 1e-6);
  }
}

TEST(Inspect, ProbabilitiesOfAllTokensAddUpToOne) {
  Session session = trained_session();
  double sum = 0;
  for (const TokenProbability& token : session.inspect("The sun", 1'000'000).next) sum += token.probability;
  EXPECT_NEAR(sum, 1.0, 1e-5);
}

TEST(Inspect, RefusesWhatItCannotShow) {
  Session session = trained_session();
  expect_error([&] { static_cast<void>(session.inspect("", 1)); }, "prompt: it is empty; give at least one word");
  expect_error([&] { static_cast<void>(session.inspect("a a a a a a a a a a a a a a a a a", 1)); },
               "prompt: it has 17 tokens; shorten it to the 16 tokens of the context");
  expect_error([&] { static_cast<void>(session.inspect("a", 0)); },
               "inspection: top is 0; choose a whole number from 1 up");
}

TEST(Session, CountsTokensWithoutTraining) {
  Session session;
  EXPECT_THROW(static_cast<void>(session.count_tokens(testing::tiny_facts())), Error);
  session.set_data(Phase::pretrain, testing::texts({"a b c", "a b d"}));
  session.set_data(Phase::tune, testing::chats({{"a", "b c"}, {"a", "d"}, {"b", "a"}}));
  ModelConfig sizes = testing::kTinySizes;
  sizes.max_seq_len = 6;
  session.create(sizes, 1);
  session.hold_out(Phase::tune, 0.34);  // the one in the middle
  EXPECT_FALSE(session.training());

  const TokenCounts facts = session.count_tokens(Phase::pretrain).training;
  EXPECT_EQ(facts.examples, 2U);
  EXPECT_EQ(facts.questions, 0U);
  EXPECT_EQ(facts.tokens, 8U);
  EXPECT_EQ(facts.predicted_tokens, 6U);
  EXPECT_EQ(facts.answer_tokens, 6U);
  EXPECT_EQ(facts.unknown_tokens, 0U);
  EXPECT_EQ(session.count_tokens(Phase::pretrain).validation.examples, 0U);

  // User : a Assistant : b c </s>, of which the last is cut off, and User : b Assistant : a </s>.
  const PhaseTokenCounts chats = session.count_tokens(Phase::tune);
  EXPECT_EQ(chats.training.examples, 2U);
  EXPECT_EQ(chats.training.questions, 2U);
  EXPECT_EQ(chats.training.tokens, 15U);
  EXPECT_EQ(chats.training.predicted_tokens, 12U);
  EXPECT_EQ(chats.training.answer_tokens, 4U);
  EXPECT_EQ(chats.training.examples_cut, 1U);
  EXPECT_EQ(chats.training.tokens_cut, 1U);
  EXPECT_EQ(chats.validation.examples, 1U);
  EXPECT_EQ(chats.validation.tokens, 7U);

  EXPECT_EQ(session.count_tokens(testing::texts({"a blorp"})).unknown_tokens, 1U);
}

TEST(Session, SplitsTextWithAndWithoutAModel) {
  Session session;
  session.set_data(Phase::pretrain, testing::texts({"It is."}));
  for (const bool with_model : {false, true}) {
    if (with_model) session.create(testing::kTinySizes, 1);
    const ExamplePreview preview = session.split("Is it, is.");
    EXPECT_EQ(preview.tokens, (std::vector<std::string>{"Is", "it", ",", "is", "."}));
    EXPECT_EQ(preview.known, (std::vector<std::uint8_t>{0, 0, 0, 1, 1}));
  }
}

/// Pieces of a step of so many weights that Adam takes three of them, with calls between them.
template <typename Call>
int items_of_a_step(Call call) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.create({.max_seq_len = 7, .embedding_dim = 256, .hidden_dim = 2048, .num_layers = 2, .num_heads = 1}, 1);
  session.start_training(testing::quick_options());
  int items = 1;
  for (; !session.train_item(); ++items) call(session);
  return items;
}

TEST(Session, ChangesNothingInConstCalls) {
  const int items = items_of_a_step([](const Session&) {});
  EXPECT_EQ(items_of_a_step([](const Session& session) {
              static_cast<void>(session.config());
              static_cast<void>(session.tokenizer());
              static_cast<void>(session.recommended(session.config()));
              static_cast<void>(session.memorised("Water is wet.", 2));
              static_cast<void>(session.token_frequencies());
              static_cast<void>(session.count_tokens(Phase::pretrain));
              static_cast<void>(session.split("Water"));
              static_cast<void>(session.examples(Phase::pretrain, 0, 3));
              static_cast<void>(session.stop_reason());
            }),
            items);
  // What reads weights completes their update, in one go.
  EXPECT_LT(items_of_a_step([](Session& session) { static_cast<void>(session.parameters()); }), items);
}

}  // namespace
}  // namespace glassgpt
