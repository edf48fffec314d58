#include "config.h"

#include <string>

#include "../base/error.h"

namespace glassgpt {

void check_config(const ModelConfig& config, std::string_view where) {
  const auto require_positive = [&](std::string_view name, int value) {
    if (value < 1) {
      throw Error(where, std::string(name) + " is " + std::to_string(value), "it has to be at least 1");
    }
  };
  require_positive("vocab_size", config.vocab_size);
  for (const SizeLimits& size : kSizeLimits) require_positive(size.name, config.*size.member);
  if (config.embedding_dim % config.num_heads != 0) {
    throw Error(where,
                "num_heads is " + std::to_string(config.num_heads) + " and embedding_dim is " +
                    std::to_string(config.embedding_dim),
                "choose a number of heads that divides the embedding dimension");
  }
}

void check_limits(const ModelConfig& config, std::string_view where) {
  for (const SizeLimits& size : kSizeLimits) {
    const int value = config.*size.member;
    if (value < size.least || value > size.most) {
      throw Error(where, std::string(size.name) + " is " + std::to_string(value),
                  "choose a whole number from " + std::to_string(size.least) + " to " + std::to_string(size.most));
    }
  }
  check_config(config, where);
}

}  // namespace glassgpt
