// Counts what is allocated: once it runs, a training step and a token's decoding allocate nothing.

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <span>
#include <vector>

#include "core/model/decoder.h"
#include "core/model/model.h"
#include "core/train/trainer.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"  // it takes free() for a mistake, but both are replaced here
#endif

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
  allocations += 1;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  allocations += 1;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace glassgpt {
namespace {

constexpr ModelConfig kConfig = {
    .vocab_size = 11, .max_seq_len = 9, .embedding_dim = 8, .hidden_dim = 12, .num_layers = 2, .num_heads = 2};

TEST(Allocations, AreNoneInATrainingStep) {
  Model<float> model(kConfig);
  initialize(model, 1);
  PhaseData data;
  // Of different lengths, the longest ones in every batch.
  for (TokenId i = 0; i < 8; ++i) {
    data[0].sequences.append(std::array<TokenId, 10>{1, 2, 3, 4, 5, 6, 7, 8, 9, static_cast<TokenId>(i + 2)});
    data[0].sequences.append(std::array<TokenId, 4>{1, 2, 3, i});
  }
  TrainingOptions options;
  options.pretrain.epochs = 1000;
  options.batch_size = 2;
  options.shuffle = false;
  Trainer trainer(model, data, options);
  trainer.validate_on(data);
  while (trainer.step().step < 200) {
  }
  const std::size_t before = allocations;
  while (trainer.step().step < 400) {
  }
  EXPECT_EQ(allocations - before, 0U);
}

TEST(Allocations, AreNoneInDecoding) {
  Model<float> model(kConfig);
  initialize(model, 1);
  Decoder<float> decoder(model);
  const std::array<TokenId, 3> prompt = {1, 2, 3};
  decoder.append(prompt);
  decoder.reset();
  const std::size_t before = allocations;
  decoder.append(prompt);
  while (decoder.room() > 0) decoder.append(std::span(prompt).first(1));
  EXPECT_EQ(allocations - before, 0U);
}

}  // namespace
}  // namespace glassgpt
