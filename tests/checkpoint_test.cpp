#include "core/store/checkpoint.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/model/network.h"
#include "core/store/base64.h"
#include "core/text/word_tokenizer.h"
#include "support/golden_checkpoint.h"

namespace glassgpt {
namespace {

constexpr CheckpointFormat kFormats[] = {CheckpointFormat::json, CheckpointFormat::safetensors};

/// What kJson of golden_checkpoint.h says.
Checkpoint golden_checkpoint() {
  Checkpoint checkpoint = {
      .config =
          {.vocab_size = 3, .max_seq_len = 2, .embedding_dim = 1, .hidden_dim = 2, .num_layers = 1, .num_heads = 1},
      .tokenizer = std::make_shared<WordTokenizer>(std::vector<std::string>{"<unk>", "</s>", "naïve"}, "test"),
      .parameters = std::vector<float>(golden::kWeightBits.size()),
      .training = TrainingState{.options = {.pretrain = {.epochs = 7, .learning_rate = 5e-4},
                                            .tune = {.epochs = 9, .learning_rate = 1e-4},
                                            .batch_size = 4,
                                            .clip_norm = 5.0,
                                            .seed = UINT64_MAX,
                                            .shuffle = false},
                                .pretrain_data = {.examples = 10, .hash = 0xcbf29ce484222325},
                                .tune_data = {.examples = 12, .hash = 0xff},
                                .phase = Phase::tune,
                                .epochs_done = 2,
                                .examples_done = 8,
                                .steps_done = 8,
                                .total_steps = 29,
                                .epoch_loss_sum = 12.625,
                                .epoch_tokens = 31,
                                .first_moment = std::vector<float>(23),
                                .second_moment = std::vector<float>(23)}};
  std::memcpy(checkpoint.parameters.data(), golden::kWeightBits.data(), sizeof golden::kWeightBits);
  checkpoint.training->first_moment[0] = 1.0F;
  checkpoint.training->first_moment[1] = -2.0F;
  checkpoint.training->second_moment[0] = 1.0F;
  return checkpoint;
}

void expect_golden(const Checkpoint& found, bool with_training) {
  const Checkpoint golden = golden_checkpoint();
  EXPECT_EQ(found.config, golden.config);
  EXPECT_EQ(found.tokenizer->tokens(), golden.tokenizer->tokens());
  EXPECT_EQ(golden::bits_of(found.parameters), golden::bits_of(golden.parameters));
  ASSERT_EQ(found.training.has_value(), with_training);
  if (!with_training) return;
  const TrainingState& state = *found.training;
  EXPECT_EQ(state.options, golden.training->options);
  EXPECT_EQ(state.pretrain_data, golden.training->pretrain_data);
  EXPECT_EQ(state.tune_data, golden.training->tune_data);
  EXPECT_EQ(state.phase, Phase::tune);
  EXPECT_EQ(state.epochs_done, 2);
  EXPECT_EQ(state.examples_done, 8U);
  EXPECT_EQ(state.steps_done, 8U);
  EXPECT_EQ(state.total_steps, 29U);
  EXPECT_EQ(state.epoch_loss_sum, 12.625);
  EXPECT_EQ(state.epoch_tokens, 31U);
  EXPECT_EQ(state.first_moment, golden.training->first_moment);
  EXPECT_EQ(state.second_moment, golden.training->second_moment);
}

TEST(Checkpoint, WritesTheJsonThatTheFormatDescribes) {
  EXPECT_EQ(write_checkpoint(golden_checkpoint(), CheckpointFormat::json), golden::kJson);
}

TEST(Checkpoint, ReadsTheJsonThatTheFormatDescribes) {
  expect_golden(read_checkpoint("golden.json", golden::kJson), true);
}

TEST(Checkpoint, WritesTheSafetensorsThatTheFormatDescribes) {
  Checkpoint checkpoint = golden_checkpoint();
  checkpoint.training.reset();
  EXPECT_EQ(write_checkpoint(checkpoint, CheckpointFormat::safetensors),
            golden::safetensors_file(std::string(golden::kHeader), golden::weight_bytes()));
}

TEST(Checkpoint, ReadsTheSafetensorsThatTheFormatDescribes) {
  const std::string file = golden::safetensors_file(std::string(golden::kHeader), golden::weight_bytes());
  expect_golden(read_checkpoint("golden.safetensors", file), false);
}

TEST(Checkpoint, ConvertsToSafetensorsAndBackByteForByte) {
  const std::string binary = write_checkpoint(read_checkpoint("a.json", golden::kJson), CheckpointFormat::safetensors);
  expect_golden(read_checkpoint("b.safetensors", binary), true);
  EXPECT_EQ(write_checkpoint(read_checkpoint("b.safetensors", binary), CheckpointFormat::safetensors), binary);
  EXPECT_EQ(write_checkpoint(read_checkpoint("b.safetensors", binary), CheckpointFormat::json), golden::kJson);
}

TEST(Checkpoint, ReadsTensorsInAnyOrder) {
  // The first tensor and the last, which are of one size, change places.
  std::string header = golden::replaced(golden::kHeader, "[0,12]", "[first]");
  header = golden::replaced(header, "[80,92]", "[0,12]");
  header = golden::replaced(header, "[first]", "[80,92]");
  const std::string data = golden::weight_bytes();
  const std::string swapped = data.substr(80) + data.substr(12, 68) + data.substr(0, 12);
  expect_golden(read_checkpoint("m.safetensors", golden::safetensors_file(header, swapped)), false);
}

TEST(Checkpoint, ReadsJsonWithOtherOrderSpacingAndNumbers) {
  // As Python or JavaScript may write it: keys sorted, no line breaks, whole numbers without a point.
  std::string text = golden::replaced(golden::kJson, "  \"format\": \"glassgpt\",\n", "");
  text = golden::replaced(text, "\n}\n", ", \"format\": \"glassgpt\"}");
  text = golden::replaced(text, "3.5,4.0,4.5", "35e-1, 4, 4.50000");
  expect_golden(read_checkpoint("m.json", text), true);
  expect_golden(read_checkpoint("m.json", "\xEF\xBB\xBF\r\n" + text), true);
}

TEST(Checkpoint, RoundsNumbersToFloatOnce) {
  // Just above the middle between 1 and the next float. Rounded to double first it would be the middle itself, and 1.
  const std::string text = golden::replaced(golden::kJson, "-2.5\n", "1.0000000596046447753906250000001\n");
  EXPECT_EQ(golden::bits_of(read_checkpoint("m.json", text).parameters)[6], 0x3F800001U);
}

TEST(Checkpoint, KeepsEveryKindOfFloatExactly) {
  // Each exponent with the ends and the middle of its mantissas, in both signs.
  std::vector<std::uint32_t> bits;
  for (std::uint32_t exponent = 0; exponent < 0xFF; ++exponent) {
    for (const std::uint32_t mantissa : {0x0U, 0x1U, 0x2AAAABU, 0x400000U, 0x7FFFFEU, 0x7FFFFFU}) {
      bits.push_back(exponent << 23U | mantissa);
      bits.push_back(0x80000000U | exponent << 23U | mantissa);
    }
  }
  Checkpoint checkpoint = golden_checkpoint();
  checkpoint.training.reset();
  checkpoint.config.max_seq_len += static_cast<int>(bits.size());
  checkpoint.parameters.resize(static_cast<std::size_t>(parameter_count(checkpoint.config)));
  std::memcpy(checkpoint.parameters.data() + 3, bits.data(), bits.size() * sizeof(float));
  for (const CheckpointFormat format : kFormats) {
    const Checkpoint read = read_checkpoint("m", write_checkpoint(checkpoint, format));
    EXPECT_EQ(golden::bits_of(read.parameters), golden::bits_of(checkpoint.parameters));
  }
}

TEST(Checkpoint, TellsTheFormatByTheEndingOfTheName) {
  EXPECT_EQ(checkpoint_format("a/model.v2.json"), CheckpointFormat::json);
  EXPECT_EQ(checkpoint_format("model.safetensors"), CheckpointFormat::safetensors);
  EXPECT_EQ(checkpoint_format("MODEL.JSON"), CheckpointFormat::json);
  EXPECT_EQ(checkpoint_format("Model.SafeTensors"), CheckpointFormat::safetensors);
  for (const std::string_view name : {"model", "json", "model.JSON.txt", ""}) {
    EXPECT_THROW(checkpoint_format(name), Error) << name;
  }
}

TEST(Checkpoint, ItsBeginningIsKnownFromThatOfOtherFiles) {
  for (const CheckpointFormat format : kFormats) {
    const std::string bytes = write_checkpoint(golden_checkpoint(), format);
    EXPECT_EQ(checkpoint_head(bytes), CheckpointHead::certain);
    EXPECT_EQ(checkpoint_head(bytes.substr(0, 1024)), CheckpointHead::certain);
  }
  EXPECT_EQ(checkpoint_head(R"({"version":1,"format":"glassgpt",)"), CheckpointHead::certain);
  for (const std::string_view head : {"{", R"({"format": "pt"})", R"({"format")", R"({"format":)",
                                      R"({"prompt": "What is \"format\": \"glassgpt\"?", "answer": "A field."})"}) {
    EXPECT_EQ(checkpoint_head(head), CheckpointHead::possible) << head;
  }
  for (const std::string_view head : {"", "about \"format\": \"glassgpt\"", R"([{"format": "glassgpt"}])"}) {
    EXPECT_EQ(checkpoint_head(head), CheckpointHead::none) << head;
  }
}

TEST(Base64, AgreesWithTheExamplesOfRfc4648) {
  const std::pair<std::string_view, std::string_view> examples[] = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"},
                                                                    {"\xFB\xFF", "+/8="}};
  for (const auto& [bytes, text] : examples) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
  for (const std::string_view wrong :
       {"Z", "Zg=", "Zg", "Zh==", "Zg==Zg==", "=Zg=", "Zm9v\n", "Zm-v", "====", "Zm8=Zm9v"}) {
    EXPECT_EQ(base64_decode(wrong), std::nullopt) << wrong;
  }
}

TEST(Checkpoint, RefusesToWriteWhatCouldNotBeRead) {
  const auto message = [](auto change) -> std::string {
    Checkpoint checkpoint = golden_checkpoint();
    change(checkpoint);
    std::string first;
    for (const CheckpointFormat format : kFormats) {
      try {
        write_checkpoint(checkpoint, format);
        return "written";
      } catch (const Error& error) {
        first = error.what();
      }
    }
    return first;
  };
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(message([](Checkpoint& c) { c.parameters[4] = kNan; }).substr(0, 82),
            "checkpoint to save, tensors.position_embedding[1]: expected a finite number, found");
  EXPECT_NE(message([](Checkpoint& c) { c.parameters.pop_back(); }).find("number of weights"), std::string::npos);
  EXPECT_NE(message([](Checkpoint& c) { c.tokenizer = std::make_shared<WordTokenizer>(); }).find("number of tokens"),
            std::string::npos);
  EXPECT_NE(message([](Checkpoint& c) { c.config.num_heads = 2; }).find("num_heads is 2"), std::string::npos);
  EXPECT_NE(message([](Checkpoint& c) { c.training->first_moment[22] = kNan; }).find("first_moment[22]"),
            std::string::npos);
  EXPECT_NE(message([](Checkpoint& c) { c.training->second_moment[3] = -1; }).find("second_moment[3]"),
            std::string::npos);
  EXPECT_NE(message([](Checkpoint& c) { c.training->second_moment.clear(); }).find("expected 23 numbers, found 0"),
            std::string::npos);
  EXPECT_NE(message([](Checkpoint& c) { c.training->epoch_loss_sum = kNan; }).find("training.epoch_loss_sum"),
            std::string::npos);
}

}  // namespace
}  // namespace glassgpt
