#include "core/train/recipe.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/session.h"
#include "core/text/dataset_encoder.h"
#include "core/text/word_tokenizer.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

constexpr PhaseSize kFactsSize = {.examples = 474, .questions = 0, .tokens = 4431};
constexpr PhaseSize kChatsSize = {.examples = 1422, .questions = 1422, .tokens = 30801};
constexpr PhaseSize kNothing = {};

/// The beta2 of which half is left of a squared gradient after 364 examples, in four digits.
double half_life(double batch_size) {
  return std::round(1e4 * std::pow(0.5, batch_size / 364)) / 1e4;
}

TEST(Recipe, SuitsTheBundledData) {
  const TrainingOptions options = recommended({.pretrain = kFactsSize, .tune = kChatsSize}, {});
  EXPECT_EQ(options.batch_size, 16);
  EXPECT_EQ(options.pretrain, (PhaseOptions{.epochs = 12, .learning_rate = 2.5e-3}));
  EXPECT_EQ(options.tune, (PhaseOptions{.epochs = 40, .learning_rate = 2.5e-3}));
  EXPECT_EQ(options.schedule, Schedule::linear);
  EXPECT_EQ(options.warmup_steps, 50);
  EXPECT_EQ(options.adam.beta2, half_life(16));
  EXPECT_TRUE(options.answers_only);
  EXPECT_TRUE(options.until_learned);
}

TEST(Recipe, GivesSmallDataStepsAndLargeDataFewPasses) {
  const auto text = [](std::size_t examples, std::size_t tokens) {
    return recommended({.pretrain = {.examples = examples, .questions = 0, .tokens = tokens}, .tune = kNothing}, {});
  };
  EXPECT_EQ(text(10, 100).pretrain.epochs, 600) << "of one step each";
  EXPECT_EQ(text(1000, 10'000).pretrain.epochs, 12);
  EXPECT_EQ(text(160, 160 * 77).pretrain.epochs, 25) << "250 steps of long texts";
  EXPECT_EQ(text(20'000, 400'000).pretrain.epochs, 5);
  EXPECT_EQ(text(1'000'000, 20'000'000).pretrain.epochs, 2);
  EXPECT_FALSE(text(10, 100).until_learned) << "there is no question";
  const auto questions = [](std::size_t examples) {
    return recommended(
        {.pretrain = kNothing, .tune = {.examples = examples, .questions = examples, .tokens = 20 * examples}}, {});
  };
  EXPECT_EQ(questions(8).tune.epochs, 1600) << "of one step each";
  EXPECT_EQ(questions(8).pretrain.epochs, 0);
  EXPECT_EQ(questions(300).tune.epochs, 85);
  EXPECT_EQ(questions(100'000).tune.epochs, 4);
}

TEST(Recipe, LowersTheRateForWideAndDeepModelsAndSmallBatches) {
  const auto rate = [](int width, int layers, double batch) {
    ModelConfig sizes;
    sizes.embedding_dim = width;
    sizes.num_layers = layers;
    return recommended_rate(sizes, batch);
  };
  EXPECT_DOUBLE_EQ(rate(128, 3, 16), 2.5e-3);
  EXPECT_DOUBLE_EQ(rate(256, 3, 16), 1.3e-3);
  EXPECT_DOUBLE_EQ(rate(128, 12, 16), 1.3e-3);
  EXPECT_NEAR(rate(128, 3, 4), 1.3e-3, 1e-9);
  EXPECT_NEAR(rate(64, 2, 16), 6.1e-3, 1e-9);
  EXPECT_DOUBLE_EQ(rate(64, 1, 4096), 8e-3) << "no higher";
  EXPECT_DOUBLE_EQ(rate(1024, 12, 1), 1e-4) << "no lower";
}

TEST(Recipe, SuitsTheBatchThatIsGiven) {
  const DataSize data = {.pretrain = kNothing, .tune = kChatsSize};
  const TrainingOptions one = recommended(data, {}, 1);
  EXPECT_EQ(one.batch_size, 1);
  EXPECT_DOUBLE_EQ(one.tune.learning_rate, 6.3e-4);  // 2.5e-3 / sqrt(16), in two digits
  EXPECT_EQ(one.adam.beta2, half_life(1));
  EXPECT_EQ(recommended(data, {}, 32).adam.beta2, half_life(32));
  EXPECT_EQ(recommended(data, {}, 64).adam.beta2, 0.9) << "no lower";
  // Examples of one step are all that a batch can have.
  const DataSize eight = {.pretrain = kNothing, .tune = {.examples = 8, .questions = 8, .tokens = 133}};
  EXPECT_DOUBLE_EQ(recommended(eight, {}).tune.learning_rate, recommended_rate({}, 8));
}

TEST(Recipe, TakesFewerLongExamplesAStep) {
  const auto batch = [](std::size_t tokens) {
    return recommended({.pretrain = {.examples = 100, .questions = 0, .tokens = 100 * tokens}, .tune = kNothing}, {})
        .batch_size;
  };
  EXPECT_EQ(batch(20), 16);
  EXPECT_EQ(batch(256), 8);
  EXPECT_EQ(batch(512), 4);
}

TEST(Recipe, StaysWithinTheLimitsWhateverTheData) {
  for (const Option<ModelConfig>& size : kModelOptions) {
    if (!size.choices.empty()) continue;
    for (const double value : {size.least, size.most}) {
      ModelConfig sizes;
      size.set(sizes, static_cast<int>(value));
      for (const std::size_t examples : {1U, 17U, 5'000'000U}) {
        const PhaseSize texts = {.examples = examples, .questions = 0, .tokens = 9 * examples};
        const PhaseSize chats = {.examples = examples, .questions = examples, .tokens = 9 * examples};
        check_limits(recommended({.pretrain = texts, .tune = chats}, sizes), "recipe");
        check_limits(recommended({.pretrain = texts, .tune = kNothing}, sizes, 4096), "recipe");
        check_limits(recommended({.pretrain = kNothing, .tune = texts}, sizes, 1), "recipe");
      }
    }
  }
}

TEST(Recipe, CountsTheSessionsData) {
  Session session;
  session.set_data(Phase::pretrain, testing::tiny_facts());
  session.set_data(Phase::tune, testing::tiny_chats());
  const PhaseSize facts = size_of(encode_dataset(WordTokenizer(), testing::tiny_facts(), 80).counts);
  EXPECT_EQ(facts.examples, 5U);
  EXPECT_EQ(facts.questions, 0U);
  EXPECT_EQ(facts.tokens, 29U + 5U);
  EXPECT_EQ(size_of(encode_dataset(WordTokenizer(), testing::tiny_chats(), 80).counts).questions, 3U);
  EXPECT_EQ(
      session.recommended({}),
      recommended(
          {.pretrain = facts, .tune = size_of(encode_dataset(WordTokenizer(), testing::tiny_chats(), 80).counts)}, {}));
}

TEST(Recipe, LearnsWhatIsMadeUpOnTheSpot) {
  Session session;
  const Dataset own = testing::chats({{"Wo wohnt Lenza?", "Lenza wohnt in Tamtrar."},
                                      {"Wo wohnt Deto?", "Deto wohnt in Tralzair."},
                                      {"Was isst Lenza?", "Lenza isst Bohnen."},
                                      {"Was isst Deto?", "Deto isst Brot mit Nudeln."}});
  session.set_data(Phase::tune, own);
  session.create(testing::kTinySizes, 1);
  session.start_training(session.recommended(session.config()));
  StepResult last;
  while (session.training()) last = session.train_step();
  EXPECT_TRUE(last.learned);
  EXPECT_EQ(session.evaluate(own).exact, 4U);
}

}  // namespace
}  // namespace glassgpt
