#include <glassgpt/session.h>

#include <iostream>

/// Trains a tiny model on one sentence until it knows it by heart.
int main() {
  glassgpt::Session session;
  session.set_data(glassgpt::Phase::pretrain, glassgpt::read_dataset("fact.txt", "The moon goes round the earth.\n"));
  session.create({.max_seq_len = 16, .embedding_dim = 16, .hidden_dim = 32, .num_layers = 1, .num_heads = 2}, 1);
  glassgpt::TrainingOptions options;
  options.pretrain.learning_rate = 1e-2;
  session.start_training(options);
  while (session.training()) session.train_step();

  const std::string continuation = session.generate("The moon", {});
  std::cout << "The moon" << continuation << '\n';
  return continuation == " goes round the earth." ? 0 : 1;
}
