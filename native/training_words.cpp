#include "native/training_words.h"

#include <spdlog/fmt/fmt.h>

#include <cmath>

#include "native/options.h"
#include "native/output.h"

namespace glassgpt {

namespace {

/// "0.0025", or both of them if they differ.
std::string rates(const TrainingReport& plan, const TrainingOptions& options) {
  std::string text;
  for (const PhaseReport& phase : plan.phases) {
    const std::string rate = number_text(options.phase(phase.phase).learning_rate);
    if (!text.empty() && text != rate) return text + " and " + rate;
    text = rate;
  }
  return text;
}

/// Of all phases' examples, on average.
std::uint64_t tokens_a_step(const TrainingReport& plan, const TrainingOptions& options) {
  double tokens = 0;
  double examples = 0;
  for (const PhaseReport& phase : plan.phases) {
    tokens += static_cast<double>(phase.tokens);
    examples += static_cast<double>(phase.examples);
  }
  return static_cast<std::uint64_t>(std::llround(options.batch_size * tokens / examples));
}

/// Examples after which Adam has forgotten half of a squared gradient.
std::uint64_t half_life_of(const TrainingOptions& options) {
  return static_cast<std::uint64_t>(std::llround(options.batch_size * std::log(0.5) / std::log(options.beta2)));
}

std::string schedule_words(const TrainingOptions& options) {
  const std::string rises =
      options.warmup_steps > 0 ? counted(options.warmup_steps, "step") + " of warm-up, then " : "";
  if (options.schedule == Schedule::constant) return rises + "constant";
  return rises + "a " + std::string(schedule_name(options.schedule)) + " fall to 0";
}

}  // namespace

std::vector<std::string> recipe_lines(const TrainingStart& start) {
  const TrainingOptions& options = start.options;
  const ModelConfig& config = start.model.config;
  std::vector<std::string> lines;
  if (start.recipe == "auto") {
    lines.emplace_back("auto: what suits this data and size; each option overrides its part, --recipe classic all");
  } else if (!start.recipe.empty()) {
    lines.push_back(start.recipe + ": the same for all data; --recipe auto suits it to yours");
  }
  lines.push_back(fmt::format("batch {}: about {} a step", grouped(options.batch_size),
                              counted(tokens_a_step(start.plan, options), "token")));
  lines.push_back(fmt::format("rate {} for width {}, {} and this batch: {}", rates(start.plan, options),
                              config.embedding_dim, counted(config.num_layers, "layer"), schedule_words(options)));
  lines.push_back(fmt::format("beta2 {}: Adam forgets half of a squared gradient in about {}",
                              number_text(options.beta2), counted(half_life_of(options), "example")));
  return lines;
}

std::string length_words(const PhaseReport& phase, const TrainingOptions& options) {
  const std::uint64_t most = phase.steps_per_epoch * static_cast<std::uint64_t>(phase.epochs);
  if (!lasts_until_learned(options, phase)) {
    return counted(phase.epochs, "epoch") + " of " + counted(phase.steps_per_epoch, "step");
  }
  return fmt::format("until its answers are right: about {}, at most {} ({})", counted(phase.expected_steps, "step"),
                     grouped(most), counted(phase.epochs, "epoch"));
}

std::string stage_words(const StepResult& step, const PhaseReport& phase) {
  switch (step.stage) {
    case Stage::words:
      return fmt::format("which words are common: loss {:.2f}, below the {:.2f} of who knows only that",
                         step.checked_loss, phase.losses.words);
    case Stage::order:
      return fmt::format("which word follows which: loss {:.2f}, below the {:.2f} of who knows only that",
                         step.checked_loss, phase.losses.order);
    case Stage::facts:
      return fmt::format("what the texts say: the last word of {} of {}", step.known.right, step.known.checked);
    case Stage::answers:
      return fmt::format("to answer: {} of {} questions, word for word", step.known.right, step.known.checked);
    case Stage::noise:
      break;
  }
  return "nothing yet";
}

std::string setback_words(const StepResult& step) {
  const Setback& setback = step.setback;
  const std::string what =
      setback.trouble == Trouble::diverged
          ? "the loss grew beyond all numbers"
          : fmt::format("the loss stands still at {:.3f} although little is learned", setback.loss);
  const std::string where = fmt::format("{}, step {}: ", phase_name(step.phase), grouped(step.step)) + what;
  if (setback.went_back) {
    return where + "; going on from the last good weights at half the rate, " + number_text(setback.learning_rate);
  }
  return where + "; a lower rate would not help, so training goes on: try --recipe auto, or more or other data";
}

std::string answers_words(const StepResult& step, const PhaseReport& phase) {
  if (phase.questions == 0 || step.known.checked == 0) return "";
  const std::string of_all =
      step.known.checked < phase.questions ? fmt::format(" checked, of {}", grouped(phase.questions)) : "";
  std::string words = fmt::format("answers {} of {} of its questions{}, word for word", grouped(step.known.right),
                                  grouped(step.known.checked), of_all);
  if (step.known.reaches(kLearnedShare)) return words;
  return words +
         "; for more, let it train longer (--resume with more --tune-epochs), make it larger (--dim, --layers), "
         "or see whether the data asks the same in two ways that want different answers";
}

}  // namespace glassgpt
