// Counts what is allocated: once it runs, a training step and a token's decoding allocate nothing, and what training
// takes is what its estimate says.

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "core/inspect/training_cost.h"
#include "core/model/decoder.h"
#include "core/model/model.h"
#include "core/session.h"
#include "core/train/trainer.h"
#include "tests/support/tiny.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"  // it takes free() for a mistake, but both are replaced here
#endif

namespace {

std::size_t allocations = 0;
std::size_t bytes_in_use = 0;

/// Before each block stands its size.
constexpr std::size_t kHead = alignof(std::max_align_t);

void* allocate(std::size_t size) {
  auto* block = static_cast<char*>(std::malloc(kHead + size));
  if (block == nullptr) return nullptr;
  std::memcpy(block, &size, sizeof size);
  allocations += 1;
  bytes_in_use += size;
  return block + kHead;
}

void release(void* memory) {
  if (memory == nullptr) return;
  char* block = static_cast<char*>(memory) - kHead;
  std::size_t size = 0;
  std::memcpy(&size, block, sizeof size);
  bytes_in_use -= size;
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) {
  if (void* memory = allocate(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size);
}
void operator delete(void* memory) noexcept {
  release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  release(memory);
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

TEST(Allocations, OfTrainingAreWhatItsCostSays) {
  // 16 examples of as many tokens as the context has: every step has the same arrays.
  std::vector<std::string> lines(16);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t t = 0; t < 40; ++t) lines[i] += "w" + std::to_string((7 * i + t * t) % 211) + " ";
  }
  const ModelConfig sizes = {
      .vocab_size = 0, .max_seq_len = 40, .embedding_dim = 64, .hidden_dim = 96, .num_layers = 2, .num_heads = 4};
  TrainingOptions options;
  options.batch_size = 8;
  Session session;
  session.set_data(Phase::pretrain, testing::texts(lines));
  const std::size_t before = bytes_in_use;
  const ModelConfig config = session.create(sizes, 1).config;
  session.start_training(options);
  for (int i = 0; i < 4; ++i) session.train_step();
  const auto used = static_cast<double>(bytes_in_use - before);
  const double expected = training_cost(config, 8, 40).bytes;
  EXPECT_GT(used, 0.99 * expected);
  EXPECT_LT(used, 1.05 * expected) << "besides them, the vocabulary, the encoded data and the plan";
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
