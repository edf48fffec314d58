#include "recipe.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace glassgpt {

namespace {

constexpr double kTokensAStep = 2048;
constexpr double kUsualBatch = 16;
constexpr double kLeastBatch = 4;
constexpr double kExamplesOfHalfLife = 364;
constexpr int kWarmupSteps = 50;

// A phase of plain text.
constexpr double kTextTokens = 2e6;  ///< to train on, in so many passes
constexpr double kLeastPasses = 2;
constexpr double kMostPasses = 12;
constexpr double kLeastTextTokens = 2.5e5;          ///< so that a few sentences are known by heart,
constexpr double kLeastSteps = 250;                 ///< but at least so many steps,
constexpr double kEnoughSteps = 600;                ///< and no more are needed for that
constexpr double kLeastStepsBeforeQuestions = 150;  ///< which are learned for themselves

// A phase of questions: its bound, which it seldom gets to.
constexpr double kQuestionTokens = 8e6;
constexpr double kLeastQuestionPasses = 4;
constexpr double kMostQuestionPasses = 40;
constexpr double kLeastQuestionSteps = 1600;
constexpr double kLeastQuestionExamples = 16 * kLeastQuestionSteps;

/// Passes over data that make about so many tokens and at least so many steps.
int epochs_of(const PhaseSize& size, double batch_size, double tokens, double least, double most, double least_steps) {
  if (size.examples == 0) return 0;
  const double passes = std::clamp(tokens / static_cast<double>(std::max<std::size_t>(size.tokens, 1)), least, most);
  const double steps = std::ceil(static_cast<double>(size.examples) / batch_size);
  return static_cast<int>(std::ceil(std::max(passes, least_steps / steps)));
}

/// Steps that plain text is trained with at least.
double least_text_steps(const PhaseSize& size, double batch_size) {
  if (size.examples == 0) return 0;
  const auto examples = static_cast<double>(size.examples);
  const double tokens_a_step = static_cast<double>(size.tokens) / examples * std::min(batch_size, examples);
  return std::clamp(kLeastTextTokens / tokens_a_step, kLeastSteps, kEnoughSteps);
}

int batch_size_of(const DataSize& data) {
  const std::size_t examples = data.pretrain.examples + data.tune.examples;
  const std::size_t tokens = data.pretrain.tokens + data.tune.tokens;
  if (examples == 0) return static_cast<int>(kUsualBatch);
  const double length = static_cast<double>(tokens) / static_cast<double>(examples);
  return static_cast<int>(std::clamp(kTokensAStep / std::max(length, 1.0), kLeastBatch, kUsualBatch));
}

}  // namespace

PhaseSize size_of(const TokenCounts& counts) {
  return {.examples = counts.examples, .questions = counts.questions, .tokens = counts.tokens};
}

double recommended_rate(const ModelConfig& sizes, double batch_size) {
  const double rate = 2.5e-3 * 128 / sizes.embedding_dim * std::sqrt(3.0 / sizes.num_layers * batch_size / kUsualBatch);
  // Two digits, which is more than is known about it.
  double parts = 1;
  while (rate * parts < 10) parts *= 10;
  return std::clamp(std::round(rate * parts) / parts, 1e-4, 8e-3);
}

TrainingOptions recommended(const DataSize& data, const ModelConfig& sizes, std::optional<int> batch_size) {
  TrainingOptions options;
  options.batch_size = batch_size.value_or(batch_size_of(data));
  const bool asks = data.tune.questions > 0;
  const auto batch = static_cast<double>(options.batch_size);
  const double least_steps = asks ? kLeastStepsBeforeQuestions : least_text_steps(data.pretrain, batch);
  options.pretrain.epochs = epochs_of(data.pretrain, batch, kTextTokens, kLeastPasses, kMostPasses, least_steps);
  const double least_question_steps = std::max(kLeastQuestionSteps, kLeastQuestionExamples / batch);
  options.tune.epochs =
      asks ? epochs_of(data.tune, batch, kQuestionTokens, kLeastQuestionPasses, kMostQuestionPasses,
                       least_question_steps)
           : epochs_of(data.tune, batch, kTextTokens, kLeastPasses, kMostPasses, least_text_steps(data.tune, batch));
  for (const Phase phase : kPhases) {
    const PhaseSize& size = phase == Phase::pretrain ? data.pretrain : data.tune;
    const double examples = size.examples > 0 ? static_cast<double>(size.examples) : batch;
    options.phase(phase).learning_rate = recommended_rate(sizes, std::min(batch, examples));
  }
  options.schedule = Schedule::linear;
  options.warmup_steps = kWarmupSteps;
  options.adam.beta2 =
      std::clamp(std::round(1e4 * std::exp(-std::numbers::ln2 * batch / kExamplesOfHalfLife)) / 1e4, 0.9, 0.999);
  options.answers_only = asks;
  options.until_learned = asks;
  return options;
}

}  // namespace glassgpt
