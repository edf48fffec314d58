#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/store/checkpoint.h"
#include "support/golden_checkpoint.h"
#include "tests/support/errors.h"

// Files that are not as they should be: each is refused with an error that names the file and the field.

namespace glassgpt {
namespace {

using testing::Corruption;

/// The error that the bytes are refused with, or "read" if they are not.
std::string refusal(std::string_view bytes) {
  try {
    read_checkpoint("file", bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "read";
}

std::string golden_file(std::string_view header, std::string_view data = golden::weight_bytes()) {
  return golden::safetensors_file(std::string(header), data);
}

TEST(CheckpointErrors, NameTheFieldOfTheJsonFile) {
  const Corruption corruptions[] = {
      // What it is
      {R"("glassgpt")", R"("onnx")", R"(file, format: this is no GlassGPT model: expected "glassgpt", found "onnx")"},
      {R"("glassgpt")", "7", R"(file, format: this is no GlassGPT model: expected "glassgpt", found 7)"},
      {R"("format": "glassgpt",)", "",
       R"(file, format: this is no GlassGPT model: expected "glassgpt", found nothing)"},
      {R"("version": 1)", R"("version": 2)", "file, version: expected 1, found 2; open the file with the version of"},
      {R"("version": 1,)", "", "file, version: the field is missing"},
      {R"("version": 1)", R"("version": 1, "date": "today")", "file, date: no field of this name is known"},
      {R"("version": 1)", R"("version": 1, "version": 1)", "file, version: the field stands there twice"},
      // Syntax
      {R"("version": 1,)", R"("version": 1)", "file, version: not valid JSON at line 4, byte 10"},
      {R"("version": 1)", R"("version": nil)", "file, version: not valid JSON at line 3, byte 15"},
      {R"("version": 1)", R"("version": 1e999)", "file, version: the number is too large"},
      {R"("version": 1)", R"("version": [[[[[[[[1]]]]]]]])",
       "file, version[0][0][0][0][0][0][0]: the JSON is nested more deeply than in any checkpoint"},
      {"\n}\n", "\n} {}", "file: not valid JSON at line 106, byte 3"},
      {"\n}\n", "\n", "file, training: the JSON text ends too early; the file is cut off"},
      {"na\xC3\xAFve", "na\xC3ve", "file, tokenizer.tokens[2]: not valid JSON at line 17"},
      // Sizes
      {R"("vocab_size": 3)", R"("vocab_size": 4)",
       "file, tokenizer.tokens: there are 3 tokens, but config.vocab_size is 4"},
      {R"("vocab_size": 3)", R"("vocab_size": 1)",
       "file, config.vocab_size: expected a whole number from 2 to 10000, found 1"},
      {R"("vocab_size": 3)", R"("vocab_size": 10001)", "file, config.vocab_size: expected a whole number from 2 to"},
      {R"("vocab_size": 3)", R"("vocab_size": 3.0)", "file, config.vocab_size: expected a whole number from 2 to"},
      {R"("vocab_size": 3)", R"("vocab_size": "3")", "file, config.vocab_size: expected a whole number from 2 to"},
      {R"("vocab_size": 3,)", "", "file, config.vocab_size: the field is missing"},
      {R"("max_seq_len": 2)", R"("max_seq_len": 0)", "file, config.max_seq_len: expected a whole number from 1 to"},
      {R"("max_seq_len": 2)", R"("max_seq_len": -2)",
       "file, config.max_seq_len: expected a whole number from 1 to 2147483647, found -2"},
      {R"("max_seq_len": 2)", R"("max_seq_len": 4294967298)", "file, config.max_seq_len: expected a whole number from"},
      {R"("max_seq_len": 2)", R"("max_seq_len": 18446744073709551618)", "file, config.max_seq_len: expected a whole"},
      {R"("max_seq_len": 2)", R"("max_seq_len": 2147483647)",
       "file, config: a model of these sizes has more weights than the file has room for"},
      {R"("hidden_dim": 2)", R"("hidden_dim": 2147483647)", "file, config: a model of these sizes has more weights"},
      {R"("num_layers": 1)", R"("num_layers": 2147483647)", "file, config: a model of these sizes has more weights"},
      {R"("num_layers": 1)", R"("num_layers": 20)",
       "file, config.num_layers: there are 20 layers, but only 15 tensors"},
      {R"("num_layers": 1)", R"("num_layers": 2)", "file, tensors.blocks.1.attention.query: the field is missing"},
      {R"("num_heads": 1)", R"("num_heads": 2)", "file, config: num_heads is 2 and embedding_dim is 1"},
      {R"("num_heads": 1)", R"("num_heads": 1, "dropout": 0)", "file, config.dropout: no field of this name is known"},
      // Vocabulary
      {R"("kind": "word")", R"("kind": "bpe")",
       R"(file, tokenizer.kind: expected "unicode-word" or "word" or "character" or "byte-pair", found "bpe")"},
      {R"("kind": "word")", R"("kind": null)", "file, tokenizer.kind: expected a string, found null"},
      {R"("kind": "word")", R"("kind": "word", "lower": true)",
       "file, tokenizer.lower: no field of this name is known"},
      {R"("</s>")", R"("<eos>")", "file, tokenizer.tokens: the vocabulary does not begin with"},
      {R"("naïve")", R"("</s>")", "file, tokenizer.tokens, token 2:"},
      {R"("naïve")", R"("two words")", "file, tokenizer.tokens, token 2:"},
      {R"("naïve")", R"("")", "file, tokenizer.tokens, token 2:"},
      {R"("naïve")", "5", "file, tokenizer.tokens[2]: expected a string, found 5"},
      // Tensors
      {R"("blocks.0.ffn.b2")", R"("blocks.0.ffn.b3")", "file, tensors.blocks.0.ffn.b3: no field of this name is known"},
      {"\"blocks.0.norm2.beta\": {\"shape\": [1], \"data\": [\n      -3.0\n    ]},", "",
       "file, tensors.blocks.0.norm2.beta: the field is missing"},
      {R"("tensors": {)", R"("tensors": {"extra": {},)", "file, tensors.extra: no field of this name is known"},
      {R"("tensors": {)", R"("tensors": {"two\nlines": {},)", R"(file, tensors."two\x0Alines": no field of this name)"},
      {R"("shape": [3,1])", R"("shape": [1,3])", "file, tensors.token_embedding.shape: expected [3,1], found [1,3]"},
      {R"("shape": [3,1])", R"("shape": [3.0,1])",
       "file, tensors.token_embedding.shape: expected [3,1], found [3.0,1]"},
      {R"("shape": [3,1])", R"("shape": 3)", "file, tensors.token_embedding.shape: expected an array, found 3"},
      {R"("shape": [3,1], )", "", "file, tensors.token_embedding.shape: the field is missing"},
      {R"("shape": [3,1], )", R"("shape": [3,1], "dtype": "F32", )",
       "file, tensors.token_embedding.dtype: no field of"},
      {"0.5,-0.5", "0.5", "file, tensors.blocks.0.ffn.w1.data: expected 2 numbers, found 1"},
      {"0.5,-0.5", "0.5,-0.5,1", "file, tensors.blocks.0.ffn.w1.data: expected 2 numbers, found 3"},
      {"0.5,-0.5", "0.5,null", "file, tensors.blocks.0.ffn.w1.data[1]: expected a number, found null"},
      {"0.5,-0.5", R"(0.5,"x")", R"(file, tensors.blocks.0.ffn.w1.data[1]: expected a number, found "x")"},
      {"0.5,-0.5", "[0.5],-0.5", "file, tensors.blocks.0.ffn.w1.data[0]: expected a number, found an array"},
      {"0.5,-0.5", "0.5,{}", "file, tensors.blocks.0.ffn.w1.data[1]: expected a number, found an object"},
      {"0.5,-0.5", "0.5,NaN", "file, tensors.blocks.0.ffn.w1.data[1]: not valid JSON at line 49"},
      {"0.5,-0.5", "0.5,-Infinity", "file, tensors.blocks.0.ffn.w1.data[1]: not valid JSON at line 49"},
      {"0.5,-0.5", "0.5,1e39", "file, tensors.blocks.0.ffn.w1.data[1]: the number is too large for a float32"},
      {"0.5,-0.5", "0.5,1e400", "file, tensors.blocks.0.ffn.w1.data[1]: the number is too large"},
      // Training
      {R"("epochs": 7)", R"("epochs": -7)", "file, training.options.pretrain.epochs: expected a whole number from 0"},
      {R"("epochs": 7)", R"("epochs": 2147483647)", "file, training.options.pretrain.epochs: expected a whole number"},
      {"0.0001", "-0.0001", "file, training.options.tune.learning_rate: expected a finite number of at least 0"},
      {"0.0001", "false", "file, training.options.tune.learning_rate: expected a number, found false"},
      {"0.0001", R"(0.0001, "decay": 0)", "file, training.options.tune.decay: no field of this name is known"},
      {R"("batch_size": 4)", R"("batch_size": 0)", "file, training.options.batch_size: expected a whole number from 1"},
      {R"("clip_norm": 5.0)", R"("clip_norm": -5)", "file, training.options.clip_norm: expected a finite number of at"},
      {"18446744073709551615", "18446744073709551616", "file, training.options.seed: expected a whole number from 0"},
      {R"("shuffle": false)", R"("shuffle": 0)", "file, training.options.shuffle: expected true or false, found 0"},
      {"cbf29ce484222325", "cbf29ce48422232", "file, training.pretrain_data.hash: expected 16 hexadecimal digits"},
      {"cbf29ce484222325", "0xf29ce484222325", "file, training.pretrain_data.hash: expected 16 hexadecimal digits"},
      {R"("phase": "tune")", R"("phase": "test")",
       R"(file, training.phase: expected "pretrain" or "tune", found "test")"},
      {R"("epochs_done": 2)", R"("epochs_done": 2.5)", "file, training.epochs_done: expected a whole number from 0"},
      {R"("examples_done": 8)", R"("examples_done": 13)",
       "file, training.examples_done: expected at most 12, found 13"},
      {R"("steps_done": 8)", R"("steps_done": 30)", "file, training.steps_done: expected at most 29, found 30"},
      {R"("total_steps": 29)", R"("total_steps": 18446744073709551615)",
       "file, training.total_steps: expected a whole number from 0 to 9007199254740992, found 18446744073709551615"},
      {R"("epoch_tokens": 31,)", "", "file, training.epoch_tokens: the field is missing"},
      {R"("shuffle": false)", R"("shuffle": false, "beta2": 1)",
       "file, training.options.beta2: expected a number from 0 to less than 1, found 1"},
      {R"("shuffle": false)", R"("shuffle": false, "answers_only": "yes")",
       R"(file, training.options.answers_only: expected true or false, found "yes")"},
      {R"("epoch_tokens": 31,)", R"("epoch_tokens": 31, "setbacks": {"count": 1, "step": 9},)",
       "file, training.setbacks.step: expected at most 8, found 9"},
      {R"("epoch_tokens": 31,)", R"("epoch_tokens": 31, "setbacks": {"count": -1, "step": 0},)",
       "file, training.setbacks.count: expected a whole number from 0"},
      {R"("epoch_tokens": 31,)", R"("epoch_tokens": 31, "learning": {},)",
       "file, training.learning.begin: the field is missing"},
      {R"("epoch_tokens": 31,)",
       R"("epoch_tokens": 31, "learning": {"begin": 0, "fall_begin": 5, "fall_steps": 2, "checked_at": 5,
          "right_before": true, "learned": false},)",
       "file, training.learning.fall_steps: expected at least 3, found 2"},
      {R"("epoch_tokens": 31,)", R"("epoch_tokens": 31, "rng": 1,)", "file, training.rng: no field of this name is"},
      {R"("first_moment": "AACA)", R"("first_moment": "AAC*)",
       "file, training.adam.first_moment: expected base64 of numbers of 4 bytes, found \"AAC*"},
      {R"("first_moment": "AACA)", R"("first_moment": ")",
       "file, training.adam.first_moment: expected base64 of numbers of 4 bytes"},
      {R"("first_moment": "AACAPwAAAMAAAAAA)", R"("first_moment": ")",
       "file, training.adam.first_moment: expected 23 numbers, found 20"},
      {R"("first_moment": "AACAPwAA)", R"("first_moment": "AACAfwAA)",
       "file, training.adam.first_moment[0]: expected a finite number, found inf"},
      {R"("second_moment": "AACAPwAA)", R"("second_moment": "AACAvwAA)",
       "file, training.adam.second_moment[0]: expected a number of at least 0, found -1.0"},
      {R"("adam": {)", R"("adam": {"beta1": 0.9, )", "file, training.adam.beta1: no field of this name is known"},
      {R"("training": {)", R"("training": null, "state": {)", "file, state: no field of this name is known"},
  };
  for (const auto& [from, to, error] : corruptions) {
    EXPECT_EQ(refusal(golden::replaced(golden::kJson, from, to)).substr(0, error.size()), error);
  }
}

TEST(CheckpointErrors, NameTheFieldOfTheSafetensorsFile) {
  const Corruption corruptions[] = {
      {"__metadata__", "__metadate__", "file, __metadata__: the field is missing"},
      {"\"format\":\"glassgpt\",", "", "file, __metadata__.format: this is no GlassGPT model"},
      {"\"version\":\"1\"", "\"version\":\"2\"", R"(file, __metadata__.version: expected "1", found "2")"},
      {"\"version\":\"1\"", "\"version\":1", R"(file, __metadata__.version: expected "1", found 1)"},
      {"\"version\":\"1\"", "\"version\":\"1\",\"by\":\"me\"", "file, __metadata__.by: no field of this name is known"},
      {R"(\"vocab_size\":3)", R"(\"vocab_size\":true)",
       "file, __metadata__.config.vocab_size: expected a whole number"},
      {R"(\"max_seq_len\":2)", R"(\"max_seq_len\":99)", "file, __metadata__.config: a model of these sizes has more"},
      {R"(\"num_heads\":1})", R"(\"num_heads\":1)",
       "file, __metadata__.config.num_heads: the JSON text ends too early"},
      {R"(\"word\")", R"(word)", "file, __metadata__.tokenizer.kind: not valid JSON at line 1"},
      {R"(,"output_projection")", R"(,"output")", "file, output: no field of this name is known"},
      {R"("blocks.0.ffn.b1":{"dtype":"F32","shape":[2],"data_offsets":[52,60]},)", "",
       "file, blocks.0.ffn.b1: the field is missing"},
      {R"(,"output_projection")", R"(,"bias":{},"output_projection")", "file, bias: no field of this name is known"},
      {R"(,"output_projection")", R"(,"token_embedding":{},"output_projection")",
       "file, token_embedding: the field stands there twice"},
      {R"("F32","shape":[3,1])", R"("F64","shape":[3,1])",
       R"(file, token_embedding.dtype: expected "F32", "F16" or "BF16", found "F64"; convert the tensors to one of these)"},
      {R"("shape":[3,1])", R"("shape":[1,3])", "file, token_embedding.shape: expected [3,1], found [1,3]"},
      {"[0,12]", "[0,8]", "file, token_embedding.data_offsets: expected 12 bytes, found [0,8]"},
      {"[0,12]", "[12,0]", "file, token_embedding.data_offsets: expected 12 bytes, found [12,0]"},
      {"[0,12]", "[0,18446744073709551615]", "file, token_embedding.data_offsets: the tensor ends at byte 184467440"},
      {"[0,12]", "[18446744073709551604,0]",
       "file, token_embedding.data_offsets: expected 12 bytes, found [1844674407"},
      {"[0,12]", "[-12,0]", "file, token_embedding.data_offsets: expected two whole numbers"},
      {"[0,12]", "[0,12,24]", "file, token_embedding.data_offsets: expected two whole numbers"},
      {"[0,12]", "[80,92]", "file: the tensors leave a hole or overlap at byte 0 of the data"},
      {"[20,24]", "[24,28]", "file: the tensors leave a hole or overlap at byte 20 of the data"},
      {R"("data_offsets":[0,12])", R"("data_offsets":[0,12],"name":1)", "file, token_embedding.name: no field of this"},
  };
  for (const auto& [from, to, error] : corruptions) {
    EXPECT_EQ(refusal(golden_file(golden::replaced(golden::kHeader, from, to))).substr(0, error.size()), error);
  }
}

TEST(CheckpointErrors, NameWhatIsWrongWithTheBytesOfASafetensorsFile) {
  const auto expect = [](const std::string& file, std::string_view error) {
    EXPECT_EQ(refusal(file).substr(0, error.size()), error);
  };
  const std::string data = golden::weight_bytes();
  std::string infinite = data;
  infinite.replace(28, 4, std::string("\x00\x00\x80\xFF", 4));
  expect(golden_file(golden::kHeader, infinite),
         "file, blocks.0.attention.value[0]: expected a finite number, found -inf");
  expect(golden_file(golden::kHeader, data + "1234"), "file: there are 4 bytes after the last tensor");
  expect(golden_file(golden::kHeader, data.substr(0, 88)),
         "file, output_projection.data_offsets: the tensor ends at byte 92 of the data, of which the file has 88");

  const std::string file = golden_file(golden::kHeader);
  expect(std::string(7, '\xFF') + '\x7F' + file.substr(8),
         "file: the header should have 9223372036854775807 bytes, but the file has only " +
             std::to_string(file.size() - 8) + " after its length; the file is cut off or damaged");
  expect(std::string(8, '\0') + file.substr(8), "file: the JSON text ends too early");
  std::string zero_byte = file;
  zero_byte[zero_byte.size() - data.size() - 1] = '\0';
  expect(zero_byte, "file: the JSON text holds a zero byte");
}

TEST(CheckpointErrors, RefuseOtherFiles) {
  EXPECT_EQ(refusal(""), "file: the file is empty; open a .json or .safetensors file that GlassGPT saved");
  for (const std::string_view other : {"[\"a fact\"]", "hello", "\x89PNG\r\n\x1A\n....", " ", "\xEF\xBB\xBF"}) {
    EXPECT_EQ(refusal(other), "file: this is no GlassGPT model; open a .json or .safetensors file that GlassGPT saved");
  }
  EXPECT_EQ(refusal("{}").substr(0, 43), "file, format: this is no GlassGPT model: ex");
}

TEST(CheckpointErrors, HugeInputsTakeNoMoreMemoryThanTheirText) {
  constexpr std::size_t kMany = 2'000'000;
  EXPECT_NE(refusal(R"({"format": )" + std::string(kMany, '[')).find("nested more deeply"), std::string::npos);
  std::string values = R"({"format": [)";
  for (std::size_t i = 0; i < kMany / 3; ++i) values += "{},";
  EXPECT_NE(refusal(values).find("more values than any checkpoint"), std::string::npos);
  // A long name is cut in the message.
  EXPECT_LT(refusal("{\"" + std::string(kMany, 'k') + "\": nil").size(), 300U);
}

/// Reads the bytes, which have to be either refused or understood: what was read has to survive being written.
void expect_refused_or_understood(const std::string& bytes, const std::string& change) {
  try {
    const Checkpoint checkpoint = read_checkpoint("file", bytes);
    const std::string written = write_checkpoint(checkpoint, CheckpointFormat::safetensors);
    EXPECT_EQ(write_checkpoint(read_checkpoint("file", written), CheckpointFormat::safetensors), written) << change;
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).substr(0, 4), "file") << change;
  }
}

/// The golden file in a format, with training.
std::string golden_file_in(CheckpointFormat format) {
  return write_checkpoint(read_checkpoint("file", golden::kJson), format);
}

TEST(CheckpointErrors, EveryTruncationIsRefused) {
  for (const CheckpointFormat format : {CheckpointFormat::json, CheckpointFormat::safetensors}) {
    const std::string file = golden_file_in(format);
    const std::size_t whole = file.back() == '\n' ? file.size() - 1 : file.size();  // but for the last line break
    for (std::size_t length = 0; length < whole; ++length) {
      EXPECT_NE(refusal(file.substr(0, length)), "read") << length << " of " << file.size() << " bytes";
    }
  }
}

void expect_every_changed_byte_refused_or_understood(const std::string& file) {
  for (std::size_t at = 0; at < file.size(); ++at) {
    const auto byte = static_cast<unsigned char>(file[at]);
    for (const unsigned other :
         {byte ^ 0x01U, byte ^ 0x10U, byte ^ 0x80U, unsigned{'9'}, unsigned{'"'}, unsigned{'}'}}) {
      std::string changed = file;
      changed[at] = static_cast<char>(other);
      expect_refused_or_understood(changed, "byte " + std::to_string(at) + " made " + std::to_string(other));
    }
  }
}

TEST(CheckpointErrors, EveryChangedByteOfJsonIsRefusedOrUnderstood) {
  expect_every_changed_byte_refused_or_understood(golden_file_in(CheckpointFormat::json));
}

TEST(CheckpointErrors, EveryChangedByteOfSafetensorsIsRefusedOrUnderstood) {
  expect_every_changed_byte_refused_or_understood(golden_file_in(CheckpointFormat::safetensors));
}

}  // namespace
}  // namespace glassgpt
