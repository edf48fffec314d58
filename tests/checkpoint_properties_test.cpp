#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "core/model/network.h"
#include "core/store/base64.h"
#include "core/store/checkpoint.h"
#include "core/text/word_tokenizer.h"
#include "support/golden_checkpoint.h"

namespace glassgpt {
namespace {

/// Any finite float, by its bits: denormals and both zeros as likely as any other exponent.
rc::Gen<float> finite_float() {
  return rc::gen::suchThat(rc::gen::map(rc::gen::arbitrary<std::uint32_t>(),
                                        [](std::uint32_t bits) {
                                          float value = 0;
                                          std::memcpy(&value, &bits, sizeof value);
                                          return value;
                                        }),
                           [](float value) { return std::isfinite(value); });
}

rc::Gen<double> finite_not_negative() {
  return rc::gen::map(rc::gen::arbitrary<double>(),
                      [](double value) { return std::isfinite(value) ? std::abs(value) : 0; });
}

/// Whole numbers up to the most a checkpoint keeps.
rc::Gen<std::uint64_t> count() {
  return rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) { return bits >> 11; });
}

std::vector<float> floats(std::size_t size) {
  return *rc::gen::container<std::vector<float>>(size, finite_float());
}

ModelConfig any_config(int vocab_size) {
  const int heads = *rc::gen::inRange(1, 4);
  return {.vocab_size = vocab_size,
          .max_seq_len = *rc::gen::inRange(1, 6),
          .embedding_dim = heads * *rc::gen::inRange(1, 4),
          .hidden_dim = *rc::gen::inRange(1, 6),
          .num_layers = *rc::gen::inRange(1, 4),
          .num_heads = heads};
}

std::shared_ptr<const Tokenizer> any_tokenizer() {
  // Words of letters in one, two, three and four bytes, and some punctuation.
  const auto word = rc::gen::container<std::vector<std::string>>(
      rc::gen::elementOf(std::vector<std::string>{"a", "B", "0", "é", "ß", "日", "本", "😀", "\x01", "\x7F"}));
  std::set<std::string> words = {"\"", "\\", "/"};
  for (const std::vector<std::string>& letters : *rc::gen::container<std::vector<std::vector<std::string>>>(word)) {
    std::string text;
    for (const std::string& letter : letters) text += letter;
    if (!text.empty()) words.insert(text);
  }
  std::vector<std::string> tokens = {"<unk>", "</s>"};
  tokens.insert(tokens.end(), words.begin(), words.end());
  return std::make_shared<WordTokenizer>(std::move(tokens), "test");
}

PhaseOptions any_phase_options() {
  return {.epochs = *rc::gen::inRange(0, 1'000'000), .learning_rate = *finite_not_negative()};
}

TrainingState any_training(std::size_t parameters) {
  TrainingState state = {.options = {.pretrain = any_phase_options(),
                                     .tune = any_phase_options(),
                                     .batch_size = *rc::gen::inRange(1, 5000),
                                     .clip_norm = *finite_not_negative(),
                                     .seed = *rc::gen::arbitrary<std::uint64_t>(),
                                     .shuffle = *rc::gen::arbitrary<bool>()},
                         .pretrain_data = {.examples = *count(), .hash = *rc::gen::arbitrary<std::uint64_t>()},
                         .tune_data = {.examples = *count(), .hash = *rc::gen::arbitrary<std::uint64_t>()},
                         .phase = *rc::gen::element(Phase::pretrain, Phase::tune),
                         .epochs_done = *rc::gen::inRange(0, 1'000'000),
                         .steps_done = *count(),
                         .epoch_loss_sum = *finite_not_negative(),
                         .epoch_tokens = *count(),
                         .first_moment = floats(parameters),
                         .second_moment = floats(parameters)};
  state.examples_done = (state.phase == Phase::pretrain ? state.pretrain_data : state.tune_data).examples / 2;
  state.total_steps = state.steps_done;
  state.options.adam.beta2 = *rc::gen::element(AdamOptions().beta2, 0.0, 0.97);
  state.options.answers_only = *rc::gen::arbitrary<bool>();
  state.options.until_learned = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) {
    state.learning = {.begin = state.steps_done / 3,
                      .fall_begin = state.steps_done / 2,
                      .fall_steps = state.steps_done,
                      .checked_at = state.steps_done,
                      .right_before = *rc::gen::arbitrary<bool>(),
                      .learned = *rc::gen::arbitrary<bool>()};
    state.setbacks = {.count = *rc::gen::inRange(0, 7), .step = state.steps_done / 3};
  }
  for (float& value : state.second_moment) value = std::abs(value);
  return state;
}

Checkpoint any_checkpoint() {
  Checkpoint checkpoint;
  checkpoint.tokenizer = any_tokenizer();
  checkpoint.config = any_config(checkpoint.tokenizer->size());
  const auto parameters = static_cast<std::size_t>(parameter_count(checkpoint.config));
  checkpoint.parameters = floats(parameters);
  if (*rc::gen::arbitrary<bool>()) checkpoint.training = any_training(parameters);
  return checkpoint;
}

void assert_same(const Checkpoint& found, const Checkpoint& expected) {
  RC_ASSERT(found.config == expected.config);
  RC_ASSERT(found.tokenizer->tokens() == expected.tokenizer->tokens());
  RC_ASSERT(golden::bits_of(found.parameters) == golden::bits_of(expected.parameters));
  RC_ASSERT(found.training.has_value() == expected.training.has_value());
  if (!found.training) return;
  const TrainingState& a = *found.training;
  const TrainingState& b = *expected.training;
  RC_ASSERT(a.options == b.options);
  RC_ASSERT(a.pretrain_data == b.pretrain_data);
  RC_ASSERT(a.tune_data == b.tune_data);
  RC_ASSERT(a.phase == b.phase);
  RC_ASSERT(a.epochs_done == b.epochs_done);
  RC_ASSERT(a.examples_done == b.examples_done);
  RC_ASSERT(a.steps_done == b.steps_done);
  RC_ASSERT(a.total_steps == b.total_steps);
  RC_ASSERT(a.epoch_loss_sum == b.epoch_loss_sum);
  RC_ASSERT(a.epoch_tokens == b.epoch_tokens);
  RC_ASSERT(a.learning == b.learning);
  RC_ASSERT(a.setbacks == b.setbacks);
  RC_ASSERT(golden::bits_of(a.first_moment) == golden::bits_of(b.first_moment));
  RC_ASSERT(golden::bits_of(a.second_moment) == golden::bits_of(b.second_moment));
}

RC_GTEST_PROP(CheckpointProperties, BothFormatsKeepEverything, ()) {
  const Checkpoint checkpoint = any_checkpoint();
  const std::string json = write_checkpoint(checkpoint, CheckpointFormat::json);
  const std::string binary = write_checkpoint(checkpoint, CheckpointFormat::safetensors);
  const Checkpoint from_json = read_checkpoint("m.json", json);
  const Checkpoint from_binary = read_checkpoint("m.safetensors", binary);
  assert_same(from_json, checkpoint);
  assert_same(from_binary, checkpoint);
  RC_ASSERT(write_checkpoint(from_json, CheckpointFormat::json) == json);
  RC_ASSERT(write_checkpoint(from_json, CheckpointFormat::safetensors) == binary);
  RC_ASSERT(write_checkpoint(from_binary, CheckpointFormat::json) == json);
  RC_ASSERT(write_checkpoint(from_binary, CheckpointFormat::safetensors) == binary);
}

RC_GTEST_PROP(Base64Properties, DecodesWhatItEncodes, (const std::string& bytes)) {
  const std::string text = base64_encode(bytes);
  RC_ASSERT(text.size() == (bytes.size() + 2) / 3 * 4);
  RC_ASSERT(base64_decode(text) == bytes);
}

RC_GTEST_PROP(Base64Properties, RefusesEveryTextThatItWouldNotWrite, ()) {
  const std::string text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ABQgw/+=* ")));
  const auto bytes = base64_decode(text);
  if (bytes) RC_ASSERT(base64_encode(*bytes) == text);
}

}  // namespace
}  // namespace glassgpt
