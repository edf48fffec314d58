#include "core/replay/result_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "tests/support/errors.h"

namespace glassgpt {
namespace {

using testing::Corruption;

std::string fixture(const std::string& name) {
  std::ifstream file(GLASSGPT_FIXTURES "/result/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ResultFile, ReadsWhatARunWasAndCameTo) {
  const RunResult result = read_result("own.json", fixture("own.json"));
  ASSERT_EQ(result.pretrain.data.size(), 1U);
  EXPECT_EQ(result.pretrain.data[0].ending, ".txt");
  EXPECT_EQ(result.pretrain.data[0].bytes, 219U);
  EXPECT_EQ(result.pretrain.held_out, 0.2);
  ASSERT_EQ(result.tune.data.size(), 1U);
  EXPECT_EQ(result.tune.data[0].ending, ".csv");
  EXPECT_EQ(result.sizes, (ModelConfig{.max_seq_len = 32,
                                       .embedding_dim = 64,
                                       .hidden_dim = 128,
                                       .num_layers = 2,
                                       .num_heads = 4,
                                       .activation = Activation::gelu}));
  EXPECT_EQ(result.tokenizer, (TokenizerOptions{.kind = TokenizerChoice::byte_pair, .vocabulary = 300}));
  EXPECT_EQ(result.training.tune, (PhaseOptions{.epochs = 40, .learning_rate = 5e-3}));
  EXPECT_EQ(result.training.seed, 7U);
  EXPECT_EQ(result.training.schedule, Schedule::cosine);
  EXPECT_TRUE(result.training.answers_only);
  EXPECT_EQ(result.steps, 150U);
  ASSERT_EQ(result.curve.size(), 30U);
  EXPECT_EQ(result.curve.back().step, 150U);
  ASSERT_EQ(result.answers.size(), 2U);
  EXPECT_TRUE(result.answers[0].is_chat);
  EXPECT_EQ(result.answers[0].answer, " Una estrella.");
  EXPECT_FALSE(result.answers[1].is_chat);
  EXPECT_EQ(result.answers[1].max_tokens, 80);
}

TEST(ResultFile, NamesTheFieldAtFault) {
  const Corruption corruptions[] = {
      {R"("glassgpt-result")", R"("glassgpt")",
       R"(file, format: this is no result of a run: expected "glassgpt-result", found "glassgpt"; give the file)"},
      {R"("version": 2)", R"("version": 3)", "file, version: expected 1 or 2, found 3; check it with the version"},
      {R"("version": 2)", R"("version": 2, "name": "Ana")", "file, name: no field of this name is known; the file was"},
      {R"("held_out": 0.2)", R"("held_out": 0.7)",
       "file, pretrain.held_out: expected a share from 0 to 0.5, found 0.7"},
      {R"("ending": ".txt")", R"("ending": "../x")",
       R"(file, pretrain.data[0].ending: expected an ending such as ".csv", found "../x")"},
      {R"("bytes": 219)", R"("bytes": -1)", "file, pretrain.data[0].bytes: expected a whole number from 0"},
      {"b8b05286", "B8B05286", "file, pretrain.data[0].sha256: expected 64 hexadecimal digits, found"},
      {R"("embedding_dim": 64)", R"("embedding_dim": 100000)", "file, sizes: embedding_dim is 100000"},
      {R"("num_heads": 4)", R"("num_heads": 5)", "file, sizes: num_heads is 5 and embedding_dim is 64"},
      {R"("tokenizer": "byte-pair")", R"("tokenizer": "letters")", "file, sizes.tokenizer: expected \"unicode-word\""},
      {R"("batch_size": 2)", R"("batch_size": 99999)", "file, training: batch_size is 99999"},
      {R"("seed": 7)", R"("seed": "seven")", "file, training.seed: expected a whole number"},
      {R"("steps": 150)", R"("steps": 0)", "file, steps: expected a whole number from 1"},
      {R"("steps": 150)", R"("steps": 149)",
       "file, curve[29].step: expected a whole number from 146 to 149, found 150"},
      {R"("step": 10,)", R"("step": 5,)", "file, curve[1].step: expected a whole number from 6 to 150, found 5"},
      {R"("as": "chat")", R"("as": "song")", R"(file, answers[0].as: expected "chat" or "text", found "song")"},
      {R"("max_tokens": 80)", R"("max_tokens": 0)", "file, answers[0].max_tokens: expected a whole number from 1"},
      {R"("weights": ")", R"("weights": "0)", "file, weights: expected 64 hexadecimal digits, found"},
      {"}\n", "", "file, weights: the JSON text ends too early"},
  };
  for (const auto& [from, to, error] : corruptions) {
    std::string text = fixture("own.json");
    const std::size_t at = from == "}\n" ? text.rfind(from) : text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const std::string message = testing::error_of([&] { (void)read_result("file", text); });
    EXPECT_EQ(message.substr(0, error.size()), error) << message;
  }
}

TEST(ResultFile, NeedsData) {
  const std::string empty = R"({"data": [], "held_out": 0})";
  const std::string text =
      R"({"format": "glassgpt-result", "version": 1, "pretrain": )" + empty + R"(, "tune": )" + empty + "}";
  EXPECT_EQ(testing::error_of([&] { (void)read_result("file", text); }),
            "file: it names no data; the file was changed or is damaged, so have it made once more");
}

}  // namespace
}  // namespace glassgpt
