#include "network.h"

#include <iterator>
#include <stdexcept>

#include "operations/operations.h"

namespace glassgpt {

namespace {

/// The feed-forward net's activation.
ValueId activation(NetworkBuilder& network, Activation function, ValueId x, std::string_view value) {
  switch (function) {
    case Activation::relu:
      return relu(network, x, value);
    case Activation::gelu:
      return gelu(network, x, value);
  }
  throw std::logic_error("there is no such activation");
}

/// One transformer block with post-LayerNorm (Vaswani et al. 2017; Radford et al. 2018):
/// \f$ a = LN_1(x + \mathrm{Attention}(x)) \f$, \f$ y = LN_2(a + \mathrm{FFN}(a)) \f$.
ValueId block(NetworkBuilder& network, const ModelConfig& config, ValueId x) {
  const auto qkv = query_key_value(network, x);
  const ValueId z = attention(network, qkv, config.num_heads);
  const ValueId sum1 = linear_add(network, "attention_output", x, z, {"attention.output", "", "sum1"}, "projected");
  const ValueId a = layer_norm(network, "norm1", sum1, "norm1");
  const ValueId up = linear(network, "feed_forward_up", a, {"ffn.w1", "ffn.b1", "up"}, config.hidden_dim);
  const ValueId hidden = activation(network, config.activation, up, "hidden");
  const ValueId sum2 = linear_add(network, "feed_forward_down", a, hidden, {"ffn.w2", "ffn.b2", "sum2"}, "ffn");
  return layer_norm(network, "norm2", sum2, "out");
}

NetworkBuilder transformer(const ModelConfig& config) {
  NetworkBuilder network;
  ValueId x = embedding(network, config.vocab_size, config.max_seq_len, config.embedding_dim);
  for (int layer = 0; layer < config.num_layers; ++layer) {
    network.begin_block(layer);
    x = block(network, config, x);
  }
  network.end_blocks();
  cross_entropy(network, output_projection(network, x, config.vocab_size));
  return network;
}

}  // namespace

Network::Network(const ModelConfig& config) : Network(transformer(config)) {}

Network::Network(NetworkBuilder builder)
    : values_(std::move(builder.values_)), parameters_(std::move(builder.parameters_)) {
  mark_beginnings(builder.operations_);
  operations_.assign(std::make_move_iterator(builder.operations_.begin()),
                     std::make_move_iterator(builder.operations_.end()));
  keeping_ = lay_out(operations_, values_, false);
  reusing_ = lay_out(operations_, values_, true);
}

/// Finds out which gradients begin with an operation: backward, those are the first that are computed of each value.
void Network::mark_beginnings(std::span<const std::unique_ptr<Operation>> operations) {
  std::vector<bool> is_there(values_.size(), false);  // by the last of the values that share a gradient
  for (std::size_t i = operations.size(); i-- > 0;) {
    Operation& operation = *operations[i];
    const Wiring& wiring = operation.wiring();
    for (const ValueId id : wiring.inputs) {
      if (id == wiring.residual || values_[id].shares_gradient_of == wiring.outputs[0]) continue;
      const ValueId shared = last_sharing_gradient(values_, id);
      if (is_there[shared] && !operation.adds_gradient()) {
        throw std::logic_error(wiring.name + " would have to add to the gradient of " + values_[id].name);
      }
      if (id == wiring.inputs[0]) operation.begins_gradient_ = !is_there[shared];
      is_there[shared] = true;
    }
  }
}

ValueId NetworkBuilder::add_value(std::string_view part, Shape shape) {
  Value& value = values_.emplace_back();
  value.name = name_of(part);
  value.shape = shape;
  return values_.size() - 1;
}

TensorId NetworkBuilder::add_matrix(std::string_view part, Index rows, Index cols) {
  return parameters_.add_matrix(name_of(part), rows, cols);
}

TensorId NetworkBuilder::add_vector(std::string_view part, Index size, Initial initial) {
  return parameters_.add_vector(name_of(part), size, initial);
}

std::string NetworkBuilder::name_of(std::string_view part) const {
  return (layer_ == kNoLayer ? "" : "blocks." + std::to_string(layer_) + ".") + std::string(part);
}

double parameter_count(const ModelConfig& config) {
  // Every block after the first has as many as the second: a file may claim more of them than there is memory to list.
  const auto count = [&](int layers) {
    ModelConfig sizes = config;
    sizes.num_layers = layers;
    const Network network(sizes);
    double sum = 0;
    for (const Parameter& entry : network.parameters().entries()) {
      sum += static_cast<double>(entry.rows) * static_cast<double>(entry.cols);
    }
    return sum;
  };
  const double one = count(1);
  return one + (config.num_layers - 1.0) * (count(2) - one);
}

}  // namespace glassgpt
