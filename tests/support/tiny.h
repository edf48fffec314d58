#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/session.h"

// Small models and datasets that several tests share.

namespace glassgpt::testing {

/// Sizes below the programs' limits, for tests that have to be quick.
inline constexpr ModelConfig kTinySizes = {
    .vocab_size = 0, .max_seq_len = 16, .embedding_dim = 16, .hidden_dim = 32, .num_layers = 2, .num_heads = 2};

/// Of a model that is made without data.
inline constexpr ModelConfig kTinyModel = {
    .vocab_size = 7, .max_seq_len = 6, .embedding_dim = 8, .hidden_dim = 10, .num_layers = 2, .num_heads = 2};

inline Example text_example(std::string text) {
  Example example;
  example.text = std::move(text);
  return example;
}

inline Example chat_example(std::string prompt, std::string answer) {
  Example example;
  example.prompt = std::move(prompt);
  example.answer = std::move(answer);
  example.is_chat = true;
  return example;
}

inline Dataset texts(const std::vector<std::string>& lines) {
  Dataset dataset = {.name = "texts", .examples = {}};
  for (const std::string& line : lines) dataset.examples.push_back(text_example(line));
  return dataset;
}

inline Dataset chats(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Dataset dataset = {.name = "chats", .examples = {}};
  for (const auto& [prompt, answer] : pairs) {
    dataset.examples.push_back(chat_example(prompt, answer));
  }
  return dataset;
}

inline Dataset tiny_facts() {
  return texts({"The sun is a star.", "The moon goes round the earth.", "Water is wet.", "Fire is hot and bright.",
                "A cat has four legs."});
}

inline Dataset tiny_chats() {
  return chats({{"What is the sun?", "A star."}, {"What is wet?", "Water is wet."}, {"What is hot?", "Fire."}});
}

/// Training that fits tiny_facts() and tiny_chats() within a second.
inline TrainingOptions quick_options() {
  TrainingOptions options;
  options.pretrain = {.epochs = 40, .learning_rate = 5e-3};
  options.tune = {.epochs = 120, .learning_rate = 5e-3};
  options.batch_size = 2;
  return options;
}

/// A session with both datasets, a fresh model of tiny sizes, and a training run begun.
inline Session begun_session(const TrainingOptions& options, std::uint64_t seed = 1) {
  Session session;
  session.set_data(Phase::pretrain, tiny_facts());
  session.set_data(Phase::tune, tiny_chats());
  session.create(kTinySizes, seed);
  session.start_training(options);
  return session;
}

inline Session trained_session() {
  Session session = begun_session(quick_options());
  while (session.training()) session.train_step();
  return session;
}

/// A model of some context that has learned a little, so that it says </s> seldom at a high temperature.
inline Session briefly_trained(int context) {
  Session session;
  session.set_data(Phase::pretrain, tiny_facts());
  ModelConfig sizes = kTinySizes;
  sizes.max_seq_len = context;
  session.create(sizes, 1);
  TrainingOptions options = quick_options();
  options.pretrain.epochs = 5;
  session.start_training(options);
  while (session.training()) session.train_step();
  return session;
}

inline std::vector<float> weights(Session& session) {
  return {session.parameters().begin(), session.parameters().end()};
}

}  // namespace glassgpt::testing
