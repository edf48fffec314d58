// What this code computes, bit for bit, so that a change that is to change nothing can be shown to change nothing.
//
// A failing test prints the hash that it found. After a change that is meant to change numbers, put it in the place of
// the recorded one and say in the commit why the numbers are others. Hashes are of two kinds (support/golden_hash.h):
// `fused` comes from any native build, `plain` from `node build/wasm/tests/glassgpt_tests.js`. What the core takes from
// the C library (log of a loss, exp of a sampling weight, cos of a schedule) might round otherwise in another library.

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/session.h"
#include "tests/support/golden_hash.h"
#include "tests/support/tiny.h"

namespace glassgpt {
namespace {

using testing::Fnv1a;
using testing::is_golden;

const std::vector<std::string> kThings = {"sun", "moon",  "river",  "stone",  "cloud", "forest", "lamp",
                                          "fox", "train", "bridge", "garden", "bell",  "kite"};
const std::vector<std::string> kKinds = {"bright", "old", "quiet", "warm", "round", "heavy", "green"};

/// "The old sun is 3 steps from the moon." and so on: words repeat, lengths differ.
Dataset facts(std::size_t count) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < count; ++i) {
    std::string line = "The " + kKinds[i * i % 7] + " " + kThings[i % 13] + " is " + kKinds[(3 * i + 1) % 7];
    if (i % 3 == 0) line += " and " + std::to_string(i % 10) + " steps from the " + kThings[(5 * i + 2) % 13];
    lines.push_back(line + ".");
  }
  return testing::texts(lines);
}

Dataset chats(std::size_t count) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& thing = kThings[i % 13];
    pairs.emplace_back(i % 2 == 0 ? "What is the " + thing + "?" : "Tell me of the " + thing + "!",
                       "The " + thing + " is " + kKinds[(2 * i + 1) % 7] + (i % 3 == 0 ? ", I think." : "."));
  }
  return testing::chats(pairs);
}

Session begun(const Dataset& pretrain, const Dataset& tune, const ModelConfig& sizes, const TrainingOptions& options) {
  Session session;
  session.set_data(Phase::pretrain, pretrain);
  session.set_data(Phase::tune, tune);
  session.create(sizes, 7);
  session.start_training(options);
  return session;
}

/// Trains to the end, or for so many steps, and adds what the steps tell to the hash.
void train(Session& session, Fnv1a& hash, std::size_t steps = 1'000'000) {
  for (; steps > 0 && session.training(); --steps) {
    const StepResult step = session.train_step();
    hash.add(step.loss).add(step.grad_norm).add(step.learning_rate);
    if (step.epoch_ended) hash.add(step.epoch_loss);
  }
}

ModelConfig small_sizes() {
  return {.vocab_size = 0, .max_seq_len = 24, .embedding_dim = 32, .hidden_dim = 48, .num_layers = 2, .num_heads = 4};
}

/// Both phases, with everything that changes a step: warm-up, a schedule, answers only, another beta2.
TrainingOptions both_phases() {
  TrainingOptions options;
  options.pretrain = {.epochs = 6, .learning_rate = 4e-3};
  options.tune = {.epochs = 8, .learning_rate = 2e-3};
  options.batch_size = 5;
  options.clip_norm = 1.0;
  options.seed = 11;
  options.schedule = Schedule::linear;
  options.warmup_steps = 5;
  options.adam.beta2 = 0.99;
  options.answers_only = true;
  return options;
}

Session both_phases_done() {
  Session session = begun(facts(26), chats(13), small_sizes(), both_phases());
  while (session.training()) session.train_step();
  return session;
}

TEST(Golden, WeightsOfDefaultSizes) {
  Session session = begun(facts(40), chats(13), {}, {});
  Fnv1a steps;
  train(session, steps, 12);
  EXPECT_TRUE(is_golden(steps, {.fused = 0xba1e30297eaaeb49U, .plain = 0xcd35aac258cd56c6U}));
  EXPECT_TRUE(
      is_golden(Fnv1a().add(session.parameters()), {.fused = 0xcce3e1538ff112a9U, .plain = 0x70d53573fc0f732fU}));
}

TEST(Golden, WeightsOfOneLayerWithOneHead) {
  ModelConfig sizes = small_sizes();
  sizes.num_layers = 1;
  sizes.num_heads = 1;
  TrainingOptions options;
  options.pretrain = {.epochs = 8, .learning_rate = 3e-3};
  options.batch_size = 6;
  options.clip_norm = 0;
  options.schedule = Schedule::cosine;
  Session session = begun(facts(20), {}, sizes, options);
  Fnv1a steps;
  train(session, steps);
  EXPECT_TRUE(is_golden(steps, {.fused = 0xe6aa549cbacd9a70U, .plain = 0x3a0df06bbf926311U}));
  EXPECT_TRUE(
      is_golden(Fnv1a().add(session.parameters()), {.fused = 0x616303b2e348fd21U, .plain = 0x6c84bd4903a03426U}));
}

TEST(Golden, WeightsOfSingleExamplesInTheirOrder) {
  TrainingOptions options;
  options.pretrain = {.epochs = 3, .learning_rate = 2e-3};
  options.tune = {.epochs = 3, .learning_rate = 1e-3};
  options.batch_size = 1;
  options.shuffle = false;
  Session session = begun(facts(13), chats(7), small_sizes(), options);
  Fnv1a steps;
  train(session, steps);
  EXPECT_TRUE(is_golden(steps, {.fused = 0xde7440c803182602U, .plain = 0xc04a3cf09203451U}));
  EXPECT_TRUE(
      is_golden(Fnv1a().add(session.parameters()), {.fused = 0xe2a9768c30dcffd4U, .plain = 0x7c41fe5c7178f831U}));
}

TEST(Golden, WeightsOfBothPhasesAndOfRunsResumedInEither) {
  Session whole = begun(facts(26), chats(13), small_sizes(), both_phases());
  Fnv1a steps;
  train(whole, steps);
  EXPECT_TRUE(is_golden(steps, {.fused = 0xd5952e98c4a05dbeU, .plain = 0x5465c6f1493cc4d1U}));
  const Fnv1a weights = Fnv1a().add(whole.parameters());
  EXPECT_TRUE(is_golden(weights, {.fused = 0xf6d62be865648557U, .plain = 0x4dc5a435f6983c2cU}));

  for (const std::size_t stop : {16U, 36U, 50U}) {  // in pre-training, where tuning begins, and in tuning
    Session first = begun(facts(26), chats(13), small_sizes(), both_phases());
    Fnv1a resumed_steps;
    train(first, resumed_steps, stop);
    Session second;
    second.set_data(Phase::pretrain, facts(26));
    second.set_data(Phase::tune, chats(13));
    second.open("half", first.save(stop == 16 ? CheckpointFormat::json : CheckpointFormat::safetensors, true));
    second.resume_training(second.resumable()->options);
    train(second, resumed_steps);
    EXPECT_EQ(resumed_steps.value(), steps.value()) << "stopped after step " << stop;
    EXPECT_EQ(Fnv1a().add(second.parameters()).value(), weights.value()) << "stopped after step " << stop;
  }
}

/// One long example beside a shorter one, of very many different words.
Dataset long_texts() {
  std::vector<std::string> lines(2);
  for (std::size_t i = 0; i < 512; ++i) lines[0] += "w" + std::to_string(i * i % 1021) + " ";
  for (std::size_t i = 0; i < 500; ++i) lines[1] += "v" + std::to_string(i * 7 % 1500) + " ";
  for (std::size_t i = 0; i < 1500; ++i) lines.push_back("v" + std::to_string(i));
  return testing::texts(lines);
}

TEST(Golden, WeightsOfStepsCutIntoRowsColumnsAndHeads) {
  // With kPieceOperations = 0.25e9 for a piece: backward, the output projection takes 4 * 64 * 1000 rows * 2000 columns
  // = 0.5e9; attention of the long example 131,000 pairs * (8 * 64 + 200 * 8) = 0.28e9; the loss 200 * 1000 * 2000 =
  // 0.4e9; and what goes over all 1.4 million parameters, most of them positions that no example reaches, 0.28e9.
  const ModelConfig sizes = {
      .vocab_size = 0, .max_seq_len = 16'384, .embedding_dim = 64, .hidden_dim = 96, .num_layers = 1, .num_heads = 8};
  TrainingOptions options;
  options.pretrain = {.epochs = 1, .learning_rate = 1e-3};
  options.batch_size = 2;
  options.shuffle = false;
  Session session = begun(long_texts(), {}, sizes, options);
  std::vector<StepResult> steps;
  std::size_t pieces = 0;
  while (steps.size() < 2) {
    const std::optional<StepResult> step = session.train_piece();
    if (steps.empty()) ++pieces;
    if (step) steps.push_back(*step);
  }
  EXPECT_EQ(pieces, 39U) << "of the first step";
  Fnv1a told;
  for (const StepResult& step : steps) told.add(step.loss).add(step.grad_norm);
  EXPECT_TRUE(is_golden(told, {.fused = 0xcc0087cf6bf99487U, .plain = 0xc7bab16a842b68d1U}));
  EXPECT_TRUE(is_golden(Fnv1a().add(session.parameters()), {.fused = 0x848d0e149e24ecd6U, .plain = 0x716636eebf42d4U}));
}

/// The first examples of a bundled file.
Dataset bundled(const std::string& name, std::size_t count) {
  std::ifstream file(GLASSGPT_FIXTURES "/../../data/" + name, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  Dataset dataset = read_dataset(name, bytes);
  dataset.examples.resize(count);
  return dataset;
}

TEST(Golden, RecommendedRunOverBundledData) {
  Session session;
  session.set_data(Phase::pretrain, bundled("facts.json", 30));
  session.set_data(Phase::tune, bundled("chats.json", 24));
  EXPECT_EQ(session.hold_out(Phase::tune, 0.25), 6U);
  session.create(small_sizes(), 7);
  TrainingOptions options = session.recommended(small_sizes(), 4);
  options.pretrain.epochs = 4;
  session.start_training(options);
  Fnv1a hash;
  while (session.training()) {
    const StepResult step = session.train_step();
    hash.add(step.loss).add(step.grad_norm).add(step.learning_rate).add(step.phase_steps_left);
    if (step.epoch_ended && step.phase == Phase::tune) {
      hash.add(step.validation_loss).add(std::uint64_t{step.validation_known.right});
    }
    if (step.known.checked > 0) {
      hash.add(step.checked_loss).add(std::uint64_t{step.known.right}).add(stage_name(step.stage));
    }
  }
  EXPECT_TRUE(is_golden(hash, {.fused = 0xf4884cda3c5ec43bU, .plain = 0xb86f82ee9ad468deU}));
  EXPECT_TRUE(
      is_golden(Fnv1a().add(session.parameters()), {.fused = 0xf19a39a5daacc174U, .plain = 0x6bfb6f7e3a5e7862U}));
}

/// Adds a continuation and how sure the model was of it.
std::string generated(Session& session, Fnv1a& hash, const std::string& prompt, const GenerationOptions& options) {
  std::string text = session.generate(prompt, options);
  const Confidence confidence = session.confidence();
  hash.add(text).add(confidence.lowest).add(confidence.mean()).add(std::uint64_t{confidence.tokens});
  hash.add(std::uint64_t{confidence.knows_words});
  return text;
}

TEST(Golden, GeneratedText) {
  Session session = both_phases_done();
  Fnv1a greedy;
  EXPECT_EQ(generated(session, greedy, chat_prompt("What is the sun?"), {}), " The train is old.");
  EXPECT_EQ(generated(session, greedy, chat_prompt("Tell me of the unheard bell!"), {}), " is old.");
  EXPECT_EQ(generated(session, greedy, "The old", {}), ". is old.");
  EXPECT_TRUE(is_golden(greedy, {.fused = 0xe8f771829872403fU, .plain = 0x52b21a2f79ee7dc3U}));

  Fnv1a sampled;
  GenerationOptions options = {.sampling = {.temperature = 2.5, .top_k = 0, .top_p = 1.0, .seed = 5}, .max_tokens = 60};
  EXPECT_EQ(generated(session, sampled, "The old", options),
            " stone 9 1 0 I me forest 3 sun bell <unk> The steps quiet quiet What 5 4 green 6 from bell is 0 from from "
            "fox. 8 4 2 think round, bell garden from cloud the")
      << "longer than the context";
  options.sampling.top_k = 5;
  EXPECT_EQ(generated(session, sampled, "", options),
            " bright fox and 9 is round is from The kite forest is round forest. quiet and 0. is bright is old fox. is "
            "bright.. is bright is quiet is round forest is quiet..");
  options.sampling = {.temperature = 1.5, .top_k = 0, .top_p = 0.8, .seed = 6};
  EXPECT_EQ(generated(session, sampled, "The moon is", options), " kite I 1 is bright from the from 5 2");
  EXPECT_TRUE(is_golden(sampled, {.fused = 0x95468e04e53de044U, .plain = 0xb8f630cb6e993689U}));
}

TEST(Golden, MeasuresOfAModel) {
  const Session session = both_phases_done();
  const EvalResult eval = session.evaluate(chats(20));
  Fnv1a measured = Fnv1a().add(eval.loss).add(eval.answer_loss).add(eval.accuracy).add(std::uint64_t{eval.exact});
  for (const TensorSize& size : session.tensor_sizes()) {
    measured.add(size.name).add(size.weight).add(size.gradient);
  }
  EXPECT_TRUE(is_golden(measured, {.fused = 0x795e8e751a36f834U, .plain = 0x5200f0ae04faaee9U}));

  const Inspection inspection = session.inspect("The old sun is bright.", 5);
  Fnv1a inspected = Fnv1a().add(inspection.followed).add(inspection.attention);
  for (const auto& position : inspection.positions) {
    for (const TokenProbability& it : position) inspected.add(it.token).add(it.probability);
  }
  for (const ActivationSize& it : inspection.activations) inspected.add(it.name).add(it.rms);
  EXPECT_TRUE(is_golden(inspected, {.fused = 0x1bb02a5f41550eb6U, .plain = 0x6292cd0838f14566U}));
}

TEST(Golden, DissectionOfAStep) {
  Session session = begun(facts(26), chats(13), small_sizes(), both_phases());
  for (int i = 0; i < 9; ++i) session.train_step();
  const Dissection dissection = session.dissect("The old sun is bright.", {"blocks.1.ffn.w1", 3, 5});
  Fnv1a hash = Fnv1a().add(dissection.losses).add(dissection.loss);
  for (const auto* matrices : {&dissection.forward, &dissection.backward}) {
    for (const NamedMatrix& matrix : *matrices) hash.add(matrix.name).add(matrix.values);
  }
  hash.add(dissection.gradients).add(dissection.grad_norm).add(dissection.clip_factor);
  hash.add(double{dissection.update.new_weight}).add(dissection.update.learning_rate).add(dissection.update.step);
  EXPECT_TRUE(is_golden(hash, {.fused = 0x8e04ac58387b7f5bU, .plain = 0x69808e3fd1f15c0eU}));
}

TEST(Golden, BytesOfModelFiles) {
  Session session = begun(facts(26), chats(13), small_sizes(), both_phases());
  for (int i = 0; i < 40; ++i) session.train_step();
  const auto file = [&](CheckpointFormat format, bool with_training) {
    return Fnv1a().add(session.save(format, with_training));
  };
  EXPECT_TRUE(
      is_golden(file(CheckpointFormat::json, false), {.fused = 0xc92597ce97dc9ba8U, .plain = 0xea8a4638a0de2a68U}));
  EXPECT_TRUE(
      is_golden(file(CheckpointFormat::json, true), {.fused = 0xb9752a608421e956U, .plain = 0x2ddde35b1d0b5d5aU}));
  EXPECT_TRUE(is_golden(file(CheckpointFormat::safetensors, false),
                        {.fused = 0x37173f6f716bb0dU, .plain = 0x627884bd92f20edbU}));
  EXPECT_TRUE(is_golden(file(CheckpointFormat::safetensors, true),
                        {.fused = 0x273c6ac028bd34a8U, .plain = 0x55fbb49665799ccU}));
}

}  // namespace
}  // namespace glassgpt
