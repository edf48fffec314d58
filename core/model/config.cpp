#include "config.h"

#include <string>

#include "../base/error.h"

namespace glassgpt {

void check_config(const ModelConfig& config, std::string_view where) {
  const auto require_positive = [&](std::string_view name, const OptionValue& value) {
    if (const int* size = std::get_if<int>(&value); size != nullptr && *size < 1) {
      throw Error(where, {words::option_is, {{"option", name}, {"value", *size}}}, words::at_least_one);
    }
  };
  require_positive("vocab_size", config.vocab_size);
  for (const Option<ModelConfig>& option : kModelOptions) require_positive(option.name, option.get(config));
  if (config.embedding_dim % config.num_heads != 0) {
    throw Error(where, {words::heads_do_not_divide, {{"heads", config.num_heads}, {"dimension", config.embedding_dim}}},
                words::choose_heads);
  }
}

void check_limits(const ModelConfig& config, std::string_view where) {
  check_limits(kModelOptions, config, where);
  check_config(config, where);
}

}  // namespace glassgpt
