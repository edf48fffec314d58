// What a training step of each of many works costs: cost SECONDS A WORK <WORKS.JSON prints a line of JSON for each work
// of an array. Nothing is printed where the processor lacks the instructions that the limit was compiled for.

#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>
#include <vector>

#include "core/base/rng.h"
#include "core/inspect/training_cost.h"
#include "core/math/product/kernels.h"
#include "core/model/model.h"
#include "core/train/trainer.h"
#include "tests/bench/limit/turns.h"

namespace glassgpt {
namespace {

constexpr double kTurn = 0.02;  ///< seconds
constexpr int kSteps = 100;     ///< of an epoch: an epoch's end is rare, as usual

/// Examples of random tokens, as long as the context.
EncodedDataset examples_of(const ModelConfig& config, int batch_size) {
  Rng rng(1);
  EncodedDataset data;
  std::vector<TokenId> ids(static_cast<std::size_t>(config.max_seq_len) + 1);
  for (int i = 0; i < kSteps * batch_size; ++i) {
    for (TokenId& id : ids) id = static_cast<TokenId>(rng.below(static_cast<std::uint64_t>(config.vocab_size)));
    data.append(std::span<const TokenId>(ids), {});
  }
  return data;
}

nlohmann::json measure(const nlohmann::json& work, double seconds) {
  const ModelConfig config = {.vocab_size = work.at("vocabulary"),
                              .max_seq_len = work.at("length"),
                              .embedding_dim = work.at("dim"),
                              .hidden_dim = work.at("hidden"),
                              .num_layers = work.at("layers"),
                              .num_heads = work.at("heads")};
  const int batch_size = work.at("batch");
  Model<float> model(config);
  initialize(model, 1);
  TrainingOptions options;
  options.batch_size = batch_size;
  options.pretrain = {.epochs = 100'000, .learning_rate = 1e-5};
  Trainer trainer(model, PhaseData{examples_of(config, batch_size), {}}, options);

  const double tokens = static_cast<double>(batch_size) * config.max_seq_len;
  const double flops = tokens * training_cost(config, batch_size, config.max_seq_len).flops_per_token;
  const Measured step = measure_in_turns([&] { trainer.step(); }, flops, seconds, kTurn);
  return {{"flops", flops}, {"ms", 1e3 * flops / step.rate}, {"gflops", step.rate / 1e9}, {"share", step.share}};
}

bool has_instructions() {
#ifdef GLASSGPT_LIMIT_AVX512
  return has_avx512();
#else
  return true;
#endif
}

}  // namespace
}  // namespace glassgpt

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: cost SECONDS A WORK <WORKS.JSON\n";
    return 2;
  }
  if (!glassgpt::has_instructions()) return 0;
  for (const nlohmann::json& work : nlohmann::json::parse(std::cin)) {
    std::cout << glassgpt::measure(work, std::atof(argv[1])) << std::endl;
  }
}
