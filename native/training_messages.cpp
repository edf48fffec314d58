#include "native/training_messages.h"

#include <spdlog/fmt/fmt.h>

#include <cmath>

#include "native/options.h"
#include "native/output.h"

namespace glassgpt {

namespace {

/// "0.0025", or if they differ "0.0005 in pre-training, 0.0001 in tuning".
std::string rates(const TrainingReport& plan, const TrainingOptions& options) {
  const auto rate = [&](const PhaseReport& phase) { return number_text(options.phase(phase.phase).learning_rate); };
  const std::string first = rate(plan.phases.front());
  const std::string last = rate(plan.phases.back());
  return first == last ? first : first + " in pre-training, " + last + " in tuning";
}

/// Of all phases' steps, on average.
std::uint64_t tokens_a_step(const TrainingReport& plan) {
  double tokens = 0;
  double steps = 0;
  for (const PhaseReport& phase : plan.phases) {
    tokens += static_cast<double>(phase.tokens);
    steps += static_cast<double>(phase.steps_per_epoch);
  }
  return static_cast<std::uint64_t>(std::llround(tokens / steps));
}

/// Examples after which Adam has forgotten half of a squared gradient.
std::uint64_t half_life_of(const TrainingOptions& options) {
  return static_cast<std::uint64_t>(std::llround(options.batch_size * std::log(0.5) / std::log(options.adam.beta2)));
}

std::string schedule_text(const TrainingOptions& options) {
  const std::string rises =
      options.warmup_steps > 0 ? counted(options.warmup_steps, "step") + " of warm-up, then " : "";
  if (options.schedule == Schedule::constant) return rises + "constant";
  return rises + "a " + std::string(name_of(options.schedule)) + " fall to 0";
}

}  // namespace

std::vector<std::string> recipe_lines(const TrainingStart& start) {
  const TrainingOptions& options = start.options;
  const ModelConfig& config = start.model.config;
  std::vector<std::string> lines;
  if (start.recipe == "auto") {
    lines.push_back(fmt::format("auto: suits this data, width {} and {}; any option overrides its part",
                                grouped(config.embedding_dim), counted(config.num_layers, "layer")));
  } else if (!start.recipe.empty()) {
    lines.push_back(start.recipe + ": the same for all data and sizes; --recipe auto suits them");
  }
  lines.push_back(fmt::format("batches of {}: about {} a step", counted(options.batch_size, "example"),
                              counted(tokens_a_step(start.plan), "token")));
  lines.push_back(fmt::format("rate {}: {}", rates(start.plan, options), schedule_text(options)));
  lines.push_back(fmt::format("beta2 {}: Adam forgets half of a squared gradient in about {}",
                              number_text(options.adam.beta2), counted(half_life_of(options), "example")));
  return lines;
}

void warn_of_missing_answers(const DataFile& file) {
  const FileReport& report = file.report;
  if (file.use != phase_name(Phase::tune) || report.questions > 0) return;
  const char* remedy = report.columns > 1 ? "name its columns in a first line, such as question,answer"
                                          : "write questions with answers, or give it to --pretrain";
  log_warning(fmt::format("{}: tuning on it teaches no answers, because there is none in it; {}", report.name, remedy));
}

std::string growth_text(const ModelReport& model) {
  if (!model.can_grow) return "no words to add: its tokens write every text";
  if (model.tokens_added == 0) return "no words to add: it knows all of the data's";
  return fmt::format("{} of the data added to its vocabulary", counted(model.tokens_added, "word"));
}

void warn_of_rare_words(const ModelReport& model) {
  if (!words_hardly_repeat(model)) return;
  log_warning(
      fmt::format("{} of {} occur only once: too little to learn how they are used; more text helps, or tokens "
                  "smaller than words: --tokenizer byte-pair or character",
                  grouped(model.words_once), counted(model.words, "word")));
}

std::string cut_text(const PhaseReport& phase, const ModelConfig& config) {
  constexpr auto kLongest = static_cast<std::size_t>(option_named(kModelOptions, "max_seq_len").most);
  std::string remedy;
  if (phase.context_needed <= kLongest) {
    remedy = fmt::format("--context {} makes room for all of them", phase.context_needed);
  } else if (static_cast<std::size_t>(config.max_seq_len) < kLongest) {
    remedy =
        fmt::format("--context {}, the longest there is, makes more room, but the longest of them needs {}: shorten it",
                    kLongest, grouped(phase.context_needed));
  } else {
    remedy = fmt::format("no context is longer, and the longest of them needs {}: shorten them, or make two of one",
                         grouped(phase.context_needed));
  }
  return fmt::format("{} longer than the context lost {} at the end; {}", counted(phase.examples_cut, "example"),
                     counted(phase.tokens_cut, "token"), remedy);
}

std::string length_text(const PhaseReport& phase, const TrainingOptions& options) {
  std::string epochs = counted(phase.epochs, "epoch") + " of " + counted(phase.steps_per_epoch, "step");
  if (!lasts_until_learned(options, phase)) return epochs;
  return fmt::format("until it knows the answers, about {}; at most {}", counted(phase.expected_steps, "step"), epochs);
}

std::string stage_text(const StepResult& step, const PhaseReport& phase) {
  const Known& known = step.known;
  switch (step.stage) {
    case Stage::words:
      return fmt::format("which words are common (loss {:.2f}; to know no more than that gives {:.2f})",
                         step.checked_loss, phase.losses.words);
    case Stage::order:
      return fmt::format("which word follows which (loss {:.2f}; to know no more than that gives {:.2f})",
                         step.checked_loss, phase.losses.order);
    case Stage::facts:
      return fmt::format("what the texts say ({} of {} end with the right word)", known.right, known.checked);
    case Stage::answers:
      return fmt::format("to answer ({} of {} questions, word for word)", known.right, known.checked);
    case Stage::noise:
      break;
  }
  return "nothing yet";
}

std::string setback_text(const StepResult& step) {
  const Setback& setback = step.setback;
  const std::string what =
      setback.trouble == Trouble::diverged
          ? "the loss grew beyond all numbers"
          : fmt::format("the loss stands still at {:.2f} although little is learned", setback.loss);
  const std::string where = fmt::format("{}, step {}: ", phase_name(step.phase), grouped(step.step)) + what;
  if (setback.went_back) {
    return where + "; going on from the last good weights at half the rate, " + number_text(setback.learning_rate);
  }
  return where + "; a lower rate would not help, so training goes on as it is: other sizes or data may";
}

std::vector<std::string> end_lines(const StepResult& step, const PhaseReport& phase, const TrainingOptions& options) {
  const Known& known = step.known;
  if (phase.questions == 0 || known.checked == 0) return {};
  const std::string of_all =
      known.checked < phase.questions ? fmt::format(" that were checked, out of {}", grouped(phase.questions)) : "";
  const std::string answers = fmt::format("answers {} of {} of its questions{}, word for word", grouped(known.right),
                                          grouped(known.checked), of_all);
  if (step.learned) {
    const std::uint64_t steps = static_cast<std::uint64_t>(step.epoch - 1) * step.steps_per_epoch + step.step_in_epoch;
    return {fmt::format("learned after {}: {}", counted(steps, "step"), answers)};
  }
  if (known.reaches(kLearnedShare) || !step.done) return {answers};
  const char* longer = options.until_learned ? "more epochs (train --resume goes on),"
                                             : "--recipe auto without --epochs, which trains until it knows them;";
  return {answers, fmt::format("for more: {} a larger model (--dim, --layers);", longer),
          "or data that never wants two answers to one question"};
}

}  // namespace glassgpt
