#include "core/generate/batch_generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/generate/generator.h"
#include "core/text/word_tokenizer.h"
#include "tests/support/errors.h"

namespace glassgpt {
namespace {

/// A tokenizer of `size` tokens, of which all but the special ones are words: w2, w3 and so on.
WordTokenizer numbered_words(int size) {
  std::vector<std::string> tokens = {"<unk>", "</s>"};
  for (int i = 2; i < size; ++i) tokens.push_back("w" + std::to_string(i));
  return {tokens, "test"};
}

std::string words_of(Rng& rng, int vocabulary, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += "w" + std::to_string(2 + rng.below(static_cast<std::uint64_t>(vocabulary) - 2)) + " ";
  }
  return text;
}

/// A model with something to say: fresh weights are so small that all tokens are about as likely.
Model<float> decided_model(const ModelConfig& config) {
  Model<float> model(config);
  initialize(model, 3);
  for (float& weight : model.parameters) weight *= 5;
  return model;
}

struct Request {
  std::string prompt;
  GenerationOptions options;
};

/// What a prompt is continued with.
struct Continued {
  std::vector<TokenId> ids;
  std::string text;
  std::vector<double> probabilities;
  StopReason stop = StopReason::none;
  double lowest = 1;

  void add(const GeneratedToken& token) {
    ids.push_back(token.id);
    text += token.text;
    probabilities.push_back(token.probability);
  }
  bool operator==(const Continued&) const = default;
};

Continued alone(const Model<float>& model, const Tokenizer& tokenizer, const Request& request) {
  Generator generator(model, tokenizer, request.prompt, request.options);
  Continued continued;
  while (const auto token = generator.next()) continued.add(*token);
  continued.stop = generator.stop_reason();
  continued.lowest = generator.confidence().lowest;
  return continued;
}

Request random_request(Rng& rng, const ModelConfig& config) {
  const auto context = static_cast<std::uint64_t>(config.max_seq_len);
  Request request;
  request.prompt =
      words_of(rng, config.vocab_size, static_cast<std::size_t>(rng.below(context + 6)));  // none, or too many
  request.options.max_tokens = static_cast<int>(1 + rng.below(2 * context));               // some beyond the context
  SamplingOptions& sampling = request.options.sampling;
  sampling.seed = rng.below(1000);
  switch (rng.below(4)) {
    case 0:
      break;  // greedy
    case 1:
      sampling.temperature = 1;
      break;
    case 2:
      sampling = {.temperature = 0.7, .top_k = 5, .top_p = 1, .seed = sampling.seed};
      break;
    default:
      sampling = {.temperature = 1.3, .top_k = 0, .top_p = 0.9, .seed = sampling.seed};
      break;
  }
  return request;
}

/// Random prompts that come and go between the passes, more of them than there are places.
void expect_all_as_alone(const ModelConfig& config, std::size_t places, std::size_t requests, std::uint64_t seed,
                         const Executor& executor = {}) {
  const Model<float> model = decided_model(config);
  const WordTokenizer tokenizer = numbered_words(config.vocab_size);
  BatchGenerator batch(model, tokenizer, places, executor);
  Rng rng(seed);
  struct Running {
    Request request;
    Continued so_far;
  };
  std::map<BatchGenerator::Place, Running> running;
  std::size_t begun = 0;
  std::size_t ended = 0;
  const auto end = [&](BatchGenerator::Place place, bool is_at_its_end) {
    const Running& one = running.at(place);
    Continued expected = alone(model, tokenizer, one.request);
    if (!is_at_its_end) {
      const std::size_t said = one.so_far.ids.size();
      ASSERT_LE(said, expected.ids.size());
      expected.ids.resize(said);
      expected.probabilities.resize(said);
      expected.text = one.so_far.text;
      expected.stop = StopReason::none;
      expected.lowest = one.so_far.lowest;
    }
    EXPECT_EQ(one.so_far, expected) << "seed " << seed << ": " << one.request.prompt;
    running.erase(place);
    batch.remove(place);
    ended += 1;
  };

  while (ended < requests) {
    while (batch.free() > 0 && begun < requests && rng.below(3) > 0) {
      const Request request = random_request(rng, config);
      running[batch.add(request.prompt, request.options)] = {request, {}};
      begun += 1;
    }
    for (const BatchGenerator::Said& said : batch.next()) {
      Running& one = running.at(said.place);
      if (said.token) {
        one.so_far.add(*said.token);
        continue;
      }
      one.so_far.stop = said.stop;
      one.so_far.lowest = batch.confidence(said.place).lowest;
      end(said.place, true);
    }
    if (!running.empty() && rng.below(40) == 0) end(running.begin()->first, false);  // whoever asked has left
    ASSERT_EQ(batch.free(), places - running.size());
  }
}

const ModelConfig kSmall = {
    .vocab_size = 12, .max_seq_len = 100, .embedding_dim = 16, .hidden_dim = 16, .num_layers = 1, .num_heads = 2};

TEST(BatchGenerator, GivesEachPromptWhatItGetsAlone) {
  ModelConfig config = {
      .vocab_size = 45, .max_seq_len = 20, .embedding_dim = 48, .hidden_dim = 72, .num_layers = 2, .num_heads = 2};
  for (const std::uint64_t seed : {1U, 2U, 3U}) expect_all_as_alone(config, 9, 40, seed);
  config.activation = Activation::gelu;
  expect_all_as_alone(config, 2, 20, 4);
}

TEST(BatchGenerator, GivesItToLongPromptsToo) {
  // Longer than a piece, and heads wider than what products sum up at a time.
  const ModelConfig config = {
      .vocab_size = 33, .max_seq_len = 150, .embedding_dim = 300, .hidden_dim = 40, .num_layers = 1, .num_heads = 1};
  expect_all_as_alone(config, 5, 12, 5);
}

TEST(BatchGenerator, GivesItWhoeverDoesTheWork) {
  const ModelConfig config = {
      .vocab_size = 30, .max_seq_len = 16, .embedding_dim = 16, .hidden_dim = 24, .num_layers = 2, .num_heads = 4};
  const Executor last_first = {.threads = 3, .run_all = [](std::size_t tasks, const Executor::Task& task) {
                                 while (tasks > 0) task(--tasks);
                               }};
  for (const std::size_t places : {1U, 2U, 7U}) expect_all_as_alone(config, places, 20, 7, last_first);
}

TEST(BatchGenerator, HasRoomForAsManyAsItHasPlaces) {
  const Model<float> model = decided_model(kSmall);
  const WordTokenizer tokenizer = numbered_words(kSmall.vocab_size);
  BatchGenerator batch(model, tokenizer, 5, {.threads = 2, .run_all = nullptr});
  std::vector<BatchGenerator::Place> places;
  while (batch.free() > 0) places.push_back(batch.add("w2", {}));
  std::sort(places.begin(), places.end());
  EXPECT_EQ(places, (std::vector<BatchGenerator::Place>{0, 1, 2, 3, 4}));
  EXPECT_THROW(batch.add("w2", {}), std::logic_error);
  batch.remove(3);
  EXPECT_EQ(batch.add("w2", {}), 3U);
}

TEST(BatchGenerator, ReadsALongPromptWhileOthersGoOn) {
  const Model<float> model = decided_model(kSmall);
  const WordTokenizer tokenizer = numbered_words(kSmall.vocab_size);
  BatchGenerator batch(model, tokenizer, 2);
  Rng rng(6);
  const auto first = batch.add("w2", {.sampling = {}, .max_tokens = 50});
  const auto second = batch.add(words_of(rng, kSmall.vocab_size, 100), {.sampling = {}, .max_tokens = 50});
  std::vector<std::size_t> places_of_pass;
  const auto pass = [&] {
    places_of_pass.clear();
    for (const auto& said : batch.next()) places_of_pass.push_back(said.place);
    return places_of_pass;
  };
  EXPECT_EQ(pass(), std::vector{first});
  EXPECT_EQ(pass(), (std::vector{first, second}));
}

TEST(BatchGenerator, TellsOfAnEndOnce) {
  const Model<float> model = decided_model(kSmall);
  const WordTokenizer tokenizer = numbered_words(kSmall.vocab_size);
  BatchGenerator batch(model, tokenizer, 1);
  const auto place = batch.add("w2 w3 unheard", {.sampling = {}, .max_tokens = 1});
  EXPECT_EQ(batch.free(), 0U);
  EXPECT_EQ(batch.prompt(place).unknown, std::vector<std::string>{"unheard"});
  const auto said = batch.next();
  ASSERT_EQ(said.size(), 2U);
  EXPECT_TRUE(said[0].token);
  EXPECT_EQ(said[0].stop, StopReason::none);
  EXPECT_FALSE(said[1].token);
  EXPECT_EQ(said[1].stop, StopReason::max_tokens);
  EXPECT_TRUE(batch.next().empty());
  EXPECT_EQ(batch.free(), 0U);
  EXPECT_FALSE(batch.confidence(place).knows_words);
  batch.remove(place);
  EXPECT_EQ(batch.free(), 1U);
}

TEST(BatchGenerator, KeepsItsPlacesWhenAPromptIsRefused) {
  const Model<float> model = decided_model(kSmall);
  const WordTokenizer tokenizer = numbered_words(kSmall.vocab_size);
  BatchGenerator batch(model, tokenizer, 1);
  EXPECT_EQ(testing::error_of([&] { batch.add("w2", {.sampling = {}, .max_tokens = 0}); }),
            "generation: the maximum length is 0; choose a whole number from 1 up");
  EXPECT_EQ(testing::error_of([&] { batch.add("w2", {.sampling = {.top_p = 2}, .max_tokens = 1}); }),
            "generation: top-p is 2.0; choose a number above 0 and at most 1");
  EXPECT_EQ(testing::error_of([&] { batch.add("w2", {.sampling = {}, .max_tokens = 1, .likeliest = -1}); }),
            "generation: the number of likeliest tokens is -1; choose a whole number from 0, which is none, up");
  EXPECT_NE(testing::error_of([&] { batch.add("w2 \xFF", {}); }).find("prompt"), std::string::npos);
  EXPECT_EQ(batch.free(), 1U);
}

TEST(LikeliestTokens, AreThoseOfTheLargestProbabilities) {
  const Model<float> model = decided_model(kSmall);
  const WordTokenizer tokenizer = numbered_words(kSmall.vocab_size);
  const GenerationOptions all = {.sampling = {.temperature = 1, .seed = 8}, .max_tokens = 5, .likeliest = 20};
  Generator generator(model, tokenizer, "w2 w3", all);
  const auto token = generator.next();
  ASSERT_TRUE(token);
  ASSERT_EQ(token->likeliest.size(), 12U) << "the whole vocabulary";
  double sum = 0;
  for (std::size_t i = 0; i < token->likeliest.size(); ++i) {
    const LikelyToken& likely = token->likeliest[i];
    sum += std::exp(likely.log_probability);
    if (i > 0) {
      EXPECT_LE(likely.log_probability, token->likeliest[i - 1].log_probability);
    }
    if (likely.id == token->id) {
      EXPECT_EQ(likely.log_probability, token->log_probability);
    }
  }
  EXPECT_NEAR(sum, 1, 1e-5);
  EXPECT_EQ(token->probability, std::exp(token->log_probability));

  Generator few(model, tokenizer, "w2 w3", {.sampling = {}, .max_tokens = 5, .likeliest = 2});
  const auto greedy = few.next();
  ASSERT_EQ(greedy->likeliest.size(), 2U);
  EXPECT_EQ(greedy->likeliest[0].id, greedy->id) << "greedy takes the likeliest";
  EXPECT_EQ(greedy->likeliest[1].id, token->likeliest[1].id);
  EXPECT_TRUE(Generator(model, tokenizer, "w2 w3", {}).next()->likeliest.empty());
}

}  // namespace
}  // namespace glassgpt
