#include "parameters.h"

#include <utility>

namespace glassgpt {

ParameterTable::ParameterTable(const ModelConfig& config) {
  const Index d = config.embedding_dim;
  const Index h = config.hidden_dim;
  add_matrix("token_embedding", config.vocab_size, d);
  add_matrix("position_embedding", config.max_seq_len, d);
  for (int i = 0; i < config.num_layers; ++i) {
    // The order of BlockTensors.
    const std::string block = "blocks." + std::to_string(i) + ".";
    add_matrix(block + "attention.query", d, d);
    add_matrix(block + "attention.key", d, d);
    add_matrix(block + "attention.value", d, d);
    add_matrix(block + "attention.output", d, d);
    add_vector(block + "norm1.gamma", d);
    add_vector(block + "norm1.beta", d);
    add_matrix(block + "ffn.w1", d, h);
    add_vector(block + "ffn.b1", h);
    add_matrix(block + "ffn.w2", h, d);
    add_vector(block + "ffn.b2", d);
    add_vector(block + "norm2.gamma", d);
    add_vector(block + "norm2.beta", d);
  }
  add_matrix("output_projection", d, config.vocab_size);
}

void ParameterTable::add_matrix(std::string name, Index rows, Index cols) {
  add({.name = std::move(name), .rows = rows, .cols = cols});
}

void ParameterTable::add_vector(std::string name, Index size) {
  add({.name = std::move(name), .rows = 1, .cols = size, .is_vector = true});
}

void ParameterTable::add(Parameter entry) {
  entry.offset = size_;
  size_ += entry.size();
  entries_.push_back(std::move(entry));
}

std::size_t parameter_count(const ModelConfig& config) {
  const auto size = [](int value) { return static_cast<std::size_t>(value); };
  const std::size_t d = size(config.embedding_dim);
  const std::size_t h = size(config.hidden_dim);
  const std::size_t block = 4 * d * d + 2 * d * h + h + d + 4 * d;
  return (2 * size(config.vocab_size) + size(config.max_seq_len)) * d + size(config.num_layers) * block;
}

}  // namespace glassgpt
