#pragma once

#include <cstddef>
#include <string_view>

namespace glassgpt {

/// What the feed-forward net applies to its hidden layer.
enum class Activation {
  relu,  ///< max(x, 0)
  gelu,  ///< x times the share of the normal distribution that lies below x
};

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

/// A size that people may choose: its name in a checkpoint and the range the programs hold them to.
struct SizeLimits {
  std::string_view name;     ///< in a checkpoint's `config`
  int ModelConfig::*member;  ///< where the size is kept
  int least;                 ///< smallest that may be chosen
  int most;                  ///< largest that may be chosen
};

/// Every size but the vocabulary's, which follows from the data.
inline constexpr SizeLimits kSizeLimits[] = {
    {"max_seq_len", &ModelConfig::max_seq_len, 1, 512},  {"embedding_dim", &ModelConfig::embedding_dim, 64, 1024},
    {"hidden_dim", &ModelConfig::hidden_dim, 128, 4096}, {"num_layers", &ModelConfig::num_layers, 1, 12},
    {"num_heads", &ModelConfig::num_heads, 1, 1024},
};

/// Most tokens in a vocabulary, `<unk>` and `</s>` included.
inline constexpr int kMaxVocabSize = 10'000;

/// Throws Error unless the sizes are positive and fit together.
/// @param where  what the error names as the place, such as a file
void check_config(const ModelConfig& config, std::string_view where);

/// Throws Error unless the sizes also lie within kSizeLimits, the ranges of the command line and the page.
void check_limits(const ModelConfig& config, std::string_view where);

}  // namespace glassgpt
