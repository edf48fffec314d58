#pragma once

#include <array>
#include <string_view>

#include "../network.h"

// What a network is built of. Each function adds an operation with its tensors and values, named as said, and gives
// what it computes. N is the number of tokens of a batch, d the width of x.

namespace glassgpt {

/// A matrix product's names: of the matrix, of the bias if there is one, and of the value.
struct LinearNames {
  std::string_view weight;     ///< W [in, out]
  std::string_view bias = {};  ///< b [out]
  std::string_view value;      ///< y [N, out]
};

/// \f$ x_t = E[id_t] + P[t] \f$ [N, d], of the batch's ids.
ValueId embedding(NetworkBuilder& network, Index vocab_size, Index max_seq_len, Index embedding_dim);

/// \f$ y = x W + b \f$ [N, width].
ValueId linear(NetworkBuilder& network, std::string_view name, ValueId x, const LinearNames& names, Index width);

/// Three layers of the same input and width: \f$ q = x W_Q,\ k = x W_K,\ v = x W_V \f$ [N, d].
std::array<ValueId, 3> query_key_value(NetworkBuilder& network, ValueId x);

/// \f$ y = r + x W + b \f$ [N, d of r]. @param product  the name of x W + b, which is kept nowhere
ValueId linear_add(NetworkBuilder& network, std::string_view name, ValueId residual, ValueId x,
                   const LinearNames& names, std::string_view product);

/// Causal multi-head attention of each example: \f$ z = \mathrm{softmax}(q k^T / \sqrt{d / H})\,v \f$ [N, d].
ValueId attention(NetworkBuilder& network, const std::array<ValueId, 3>& query_key_value, Index heads);

/// \f$ y = \gamma (x - \mu) / \sqrt{\sigma^2 + \epsilon} + \beta \f$ [N, d].
ValueId layer_norm(NetworkBuilder& network, std::string_view name, ValueId x, std::string_view value);

/// \f$ y = \max(x, 0) \f$ [N, d], in place of x.
ValueId relu(NetworkBuilder& network, ValueId x, std::string_view value);

/// \f$ y = x\,\Phi(x) \f$ [N, d], by its approximation with tanh.
ValueId gelu(NetworkBuilder& network, ValueId x, std::string_view value);

/// \f$ logits = x W_{out} \f$ [M, vocab_size] of the M rows that the batch counts.
ValueId output_projection(NetworkBuilder& network, ValueId x, Index vocab_size);

/// \f$ L = \frac 1 M \sum_n -\log \mathrm{softmax}(logits_n)_{target_n} \f$, in place of the logits.
void cross_entropy(NetworkBuilder& network, ValueId logits);

}  // namespace glassgpt
