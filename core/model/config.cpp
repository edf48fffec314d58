#include "config.h"

#include <string>

#include "../base/error.h"

namespace glassgpt {

void check_config(const ModelConfig& config, std::string_view where) {
  const auto require_positive = [&](std::string_view name, const OptionValue& value) {
    if (const int* size = std::get_if<int>(&value); size != nullptr && *size < 1) {
      throw Error(where, std::string(name) + " is " + std::to_string(*size), "it has to be at least 1");
    }
  };
  require_positive("vocab_size", config.vocab_size);
  for (const Option<ModelConfig>& option : kModelOptions) require_positive(option.name, option.get(config));
  if (config.embedding_dim % config.num_heads != 0) {
    throw Error(where,
                "num_heads is " + std::to_string(config.num_heads) + " and embedding_dim is " +
                    std::to_string(config.embedding_dim),
                "choose a number of heads that divides the embedding dimension");
  }
}

void check_limits(const ModelConfig& config, std::string_view where) {
  check_limits(kModelOptions, config, where);
  check_config(config, where);
}

}  // namespace glassgpt
