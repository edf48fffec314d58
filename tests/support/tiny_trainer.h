#pragma once

#include <cstddef>
#include <string>

#include "core/model/model.h"
#include "core/text/dataset_encoder.h"
#include "core/text/word_tokenizer.h"
#include "core/train/trainer.h"
#include "tests/support/tiny.h"

namespace glassgpt::testing {

/// What a Trainer takes, without a Session around it.
struct Bench {
  Model<float> model;
  PhaseData data;
};

inline Bench tiny_bench() {
  WordTokenizerBuilder words;
  for (const Dataset& dataset : {tiny_facts(), tiny_chats()}) {
    for (const Example& example : dataset.examples) words.add(example.training_text(), dataset.name);
  }
  const auto built = words.build(100);
  const Tokenizer& tokenizer = *built.tokenizer;
  ModelConfig config = kTinySizes;
  config.vocab_size = tokenizer.size();
  Bench bench = {.model = Model<float>(config),
                 .data = {encode_dataset(tokenizer, tiny_facts(), config.max_seq_len),
                          encode_dataset(tokenizer, tiny_chats(), config.max_seq_len)}};
  initialize(bench.model, 1);
  return bench;
}

/// Shards of however small a step: four of four examples, two of two or three.
inline std::size_t up_to_four_shards(const Batch& batch, std::size_t) {
  return batch.examples() >= 4 ? 4 : batch.examples() >= 2 ? 2 : 1;
}

}  // namespace glassgpt::testing
