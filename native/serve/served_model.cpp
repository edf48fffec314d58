#include "native/serve/served_model.h"

#include <algorithm>
#include <utility>

#include "core/base/sha256.h"
#include "core/store/checkpoint.h"
#include "native/files.h"
#include "native/platform.h"
#include "native/serve/limits.h"

namespace glassgpt {

namespace {

std::size_t cache_bytes_of_place(const ModelConfig& config) {
  const auto size = [](int number) { return static_cast<std::size_t>(number); };
  return 2 * size(config.num_layers) * size(config.max_seq_len) * size(config.embedding_dim) * sizeof(float);
}

}  // namespace

/// What is known of a model before there is room for it.
struct ServedModel::Parts {
  std::string name;
  std::string digest;
  Checkpoint checkpoint;
  std::size_t concurrent;

  Parts(const std::string& file, int concurrent_requests)
      : name(name_of(path_of(file).stem())), concurrent(static_cast<std::size_t>(concurrent_requests)) {
    constexpr std::size_t kDigits = 16;
    const std::string bytes = read_file(file);
    digest = sha256_hex(bytes).substr(0, kDigits);
    checkpoint = read_checkpoint(file, bytes);
  }
};

ServedModel::ServedModel(const std::string& file, int concurrent, int threads)
    : ServedModel(within_memory(file, [&] { return Parts(file, concurrent); }), threads) {}

ServedModel::ServedModel(Parts parts, int threads)
    : name(std::move(parts.name)),
      created(unix_time()),
      digest(std::move(parts.digest)),
      model(parts.checkpoint.config),
      tokenizer(std::move(parts.checkpoint.tokenizer)),
      places(std::clamp(kMostCacheBytes / cache_bytes_of_place(model.config), std::size_t{1}, parts.concurrent)),
      cache_bytes(places * cache_bytes_of_place(model.config)),
      pool(static_cast<std::size_t>(threads)),
      generator(model, *tokenizer, places, pool.executor()) {
  model.parameters = std::move(parts.checkpoint.parameters);
}

}  // namespace glassgpt
