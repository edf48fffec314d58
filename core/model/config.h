#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "../base/option.h"
#include "../text/tokenizer_options.h"

namespace glassgpt {

/// What the feed-forward net applies to its hidden layer.
enum class Activation {
  relu,  ///< max(x, 0)
  gelu,  ///< x times the share of the normal distribution that lies below x
};

/// Their names.
template <>
inline constexpr std::array<std::string_view, 2> kNames<Activation> = {"relu", "gelu"};

/// The sizes of a model.
struct ModelConfig {
  int vocab_size = 0;                        ///< V, distinct tokens
  int max_seq_len = 80;                      ///< longest context in tokens
  int embedding_dim = 128;                   ///< d, width of a token's vector
  int hidden_dim = 256;                      ///< h, width of the feed-forward net
  int num_layers = 3;                        ///< blocks
  int num_heads = 4;                         ///< attention heads a block; divides embedding_dim
  Activation activation = Activation::relu;  ///< of the feed-forward net

  /// Width of one attention head.
  [[nodiscard]] int head_dim() const { return embedding_dim / num_heads; }

  /// Whether all sizes are the same.
  bool operator==(const ModelConfig&) const = default;
};

/// The options of a model. The size of the vocabulary is none: it follows from the data.
inline constexpr Option<ModelConfig> kModelOptions[] = {
    option<&ModelConfig::max_seq_len>("max_seq_len", "context", "Longest context in tokens",
                                      {.least = 1, .most = 512, .valid_from = 1}),
    option<&ModelConfig::embedding_dim>("embedding_dim", "dim", "Width of a token's vector",
                                        {.least = 64, .most = 1024, .valid_from = 1}),
    option<&ModelConfig::hidden_dim>("hidden_dim", "hidden", "Width of the feed-forward nets",
                                     {.least = 128, .most = 4096, .valid_from = 1}),
    option<&ModelConfig::num_layers>("num_layers", "layers", "Blocks", {.least = 1, .most = 12, .valid_from = 1}),
    option<&ModelConfig::num_heads>("num_heads", "heads", "Attention heads of a block, a divisor of --dim",
                                    {.least = 1, .most = 1024, .valid_from = 1}),
    option<&ModelConfig::activation>("activation", "activation",
                                     "What the feed-forward nets apply to their hidden layer", {.may_be_absent = true}),
};

/// Throws Error unless the sizes are positive and fit together.
/// @param where  what the error names as the place, such as a file
void check_config(const ModelConfig& config, std::string_view where);

/// Throws Error unless the sizes also lie within the ranges of kModelOptions, those of the command line and the page.
void check_limits(const ModelConfig& config, std::string_view where);

}  // namespace glassgpt
