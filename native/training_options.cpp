#include "native/training_options.h"

#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "native/options.h"

namespace glassgpt {

namespace {

/// How kSizeLimits are called on the command line, in the same order.
struct SizeOption {
  std::string_view flag;
  int ModelConfig::*member;
  std::string_view description;
};

constexpr SizeOption kSizeOptions[] = {
    {"--context", &ModelConfig::max_seq_len, "Longest context in tokens"},
    {"--dim", &ModelConfig::embedding_dim, "Width of a token's vector"},
    {"--hidden", &ModelConfig::hidden_dim, "Width of the feed-forward nets"},
    {"--layers", &ModelConfig::num_layers, "Blocks"},
    {"--heads", &ModelConfig::num_heads, "Attention heads of a block, a divisor of --dim"},
};

// The words of the options' values.
constexpr std::string_view kAuto = "auto";
constexpr std::string_view kClassic = "classic";
constexpr std::string_view kAnswers = "answers";
constexpr std::string_view kAll = "all";
constexpr std::string_view kLearned = "learned";
constexpr std::string_view kEpochs = "epochs";

/// In the help, for what is left to the recipe.
constexpr std::string_view kByRecipe = "by recipe";

constexpr bool in_order_of_limits() {
  for (std::size_t i = 0; i < std::size(kSizeLimits); ++i) {
    if (kSizeOptions[i].member != kSizeLimits[i].member) return false;
  }
  return std::size(kSizeOptions) == std::size(kSizeLimits);
}
static_assert(in_order_of_limits());

std::string flag_of(Phase phase, std::string_view what) {
  return std::string("--").append(phase_name(phase)).append("-").append(what);
}

std::string title_of(Phase phase) {
  return phase == Phase::pretrain ? "pre-training" : "tuning";
}

/// The options that a resumed run cannot change, against those it was begun with.
class SameOptions {
 public:
  explicit SameOptions(std::string file) : file_(std::move(file)) {}

  template <typename Number>
  void check(const std::string& flag, const std::optional<Number>& said, Number in_file) const {
    if (!said || *said == in_file) return;
    const std::string said_text = number_text(static_cast<double>(*said));
    const std::string text_in_file = number_text(static_cast<double>(in_file));
    if (said_text != text_in_file) differ(flag + " is " + said_text, text_in_file);
  }

  void check(const std::string& flag, const std::optional<std::string>& said, std::string_view in_file) const {
    if (said && *said != in_file) differ(flag + " is " + *said, std::string(in_file));
  }

  void check_shuffle(bool no_shuffle, bool shuffle) const {
    if (no_shuffle && shuffle) differ("--no-shuffle is given", "a shuffled order");
  }

 private:
  [[noreturn]] void differ(const std::string& said, const std::string& in_file) const {
    throw Error(file_, said + ", but this file has " + in_file, "leave the option out or give another file");
  }

  std::string file_;
};

}  // namespace

void add_size_options(CLI::App& command, TrainingArguments& arguments) {
  const ModelConfig defaults;
  for (std::size_t i = 0; i < std::size(kSizeOptions); ++i) {
    const SizeOption& size = kSizeOptions[i];
    CLI::Option* option =
        command.add_option(std::string(size.flag), arguments.sizes[i], std::string(size.description))->group("Sizes");
    limit_whole(option, kSizeLimits[i].least, kSizeLimits[i].most, std::to_string(defaults.*size.member));
  }
}

void add_recipe_option(CLI::App& command, TrainingArguments& arguments) {
  limit_choice(command.add_option("--recipe", arguments.recipe,
                                  "How to train unless options say otherwise: as suits data and sizes, or as ever"),
               {kAuto, kClassic}, arguments.recipe);
}

void add_epochs_option(CLI::App& command, TrainingArguments& arguments) {
  limit_whole(command.add_option("--epochs", arguments.epochs, "Passes over the data, in both phases"), 0,
              kTrainingLimits.most_epochs, std::string(kByRecipe));
}

void add_seed_option(CLI::App& command, TrainingArguments& arguments) {
  const std::string fallback = std::to_string(TrainingOptions().seed);
  limit_seed(command.add_option("--seed", arguments.seed, "Same seed, same weights and order"), fallback);
}

void add_step_options(CLI::App& command, TrainingArguments& arguments) {
  const TrainingOptions defaults;
  const TrainingLimits& limits = kTrainingLimits;
  const auto add = [&command](const std::string& flag, auto& value, const std::string& description) {
    return command.add_option(flag, value, description)->group("Training");
  };
  for (const Phase phase : kPhases) {
    limit_whole(add(flag_of(phase, "epochs"), arguments.phase_epochs[static_cast<std::size_t>(phase)],
                    "Epochs of " + title_of(phase)),
                0, limits.most_epochs, "--epochs");
  }
  for (const Phase phase : kPhases) {
    limit_number(add(flag_of(phase, "lr"), arguments.learning_rates[static_cast<std::size_t>(phase)],
                     "Learning rate of " + title_of(phase)),
                 limits.least_learning_rate, limits.most_learning_rate, std::string(kByRecipe));
  }
  limit_whole(add("--batch-size", arguments.batch_size, "Examples a step"), 1, limits.most_batch_size,
              std::string(kByRecipe));
  limit_number(add("--clip-norm", arguments.clip_norm, "Longest gradient; 0 turns clipping off"), 0,
               limits.most_clip_norm, number_text(defaults.clip_norm));
  std::vector<std::string_view> schedules;
  for (const Schedule schedule : kSchedules) schedules.push_back(schedule_name(schedule));
  limit_choice(add("--schedule", arguments.schedule,
                   "The learning rate stays, or falls to 0 in each phase along a line or half a cosine"),
               schedules, std::string(kByRecipe));
  limit_whole(add("--warmup-steps", arguments.warmup_steps, "Steps of each phase over which the learning rate rises"),
              0, limits.most_warmup_steps, std::string(kByRecipe));
  limit_number(add("--beta2", arguments.beta2, "How much of the mean of squared gradients Adam keeps a step"),
               limits.least_beta2, limits.most_beta2, std::string(kByRecipe));
  limit_choice(add("--loss", arguments.loss, "Of tuning: counts the answers' tokens alone, or the prompts' too"),
               {kAnswers, kAll}, std::string(kByRecipe));
  limit_choice(add("--stop", arguments.stop, "Tuning: once the questions are answered right, or after all epochs"),
               {kLearned, kEpochs}, std::string(kByRecipe));
  command.add_flag("--no-shuffle", arguments.no_shuffle, "Take the examples in the order of the files")
      ->group("Training");
}

ModelConfig sizes_of(const TrainingArguments& arguments) {
  ModelConfig config;
  for (std::size_t i = 0; i < std::size(kSizeLimits); ++i) {
    config.*kSizeLimits[i].member = arguments.sizes[i].value_or(config.*kSizeLimits[i].member);
  }
  if (config.embedding_dim % config.num_heads != 0) {
    throw Error("--heads",
                std::to_string(config.num_heads) + " does not divide --dim " + std::to_string(config.embedding_dim),
                "choose a divisor of it");
  }
  return config;
}

std::uint64_t seed_of(const TrainingArguments& arguments) {
  return arguments.seed.value_or(TrainingOptions().seed);
}

TrainingOptions options_of(const TrainingArguments& arguments, const Session& session, const ModelConfig& sizes) {
  TrainingOptions options =
      arguments.recipe == kClassic ? TrainingOptions() : session.recommended(sizes, arguments.batch_size);
  for (const Phase phase : kPhases) {
    const auto i = static_cast<std::size_t>(phase);
    PhaseOptions& its = options.phase(phase);
    its.epochs = arguments.phase_epochs[i].value_or(arguments.epochs.value_or(its.epochs));
    its.learning_rate = arguments.learning_rates[i].value_or(its.learning_rate);
  }
  options.batch_size = arguments.batch_size.value_or(options.batch_size);
  options.clip_norm = arguments.clip_norm.value_or(options.clip_norm);
  options.seed = seed_of(arguments);
  options.shuffle = !arguments.no_shuffle;
  if (arguments.schedule) options.schedule = schedule_of(*arguments.schedule, "--schedule");
  options.warmup_steps = arguments.warmup_steps.value_or(options.warmup_steps);
  options.adam.beta2 = arguments.beta2.value_or(options.adam.beta2);
  if (arguments.loss) options.answers_only = *arguments.loss == kAnswers;
  const bool says_epochs = arguments.epochs || arguments.phase_epochs[static_cast<std::size_t>(Phase::tune)];
  if (says_epochs) options.until_learned = false;
  if (arguments.stop) options.until_learned = *arguments.stop == kLearned;
  return options;
}

TrainingOptions options_of(const TrainingArguments& arguments, const TrainingState& state, const std::string& file) {
  const SameOptions same(file);
  const TrainingOptions& run = state.options;
  TrainingOptions options = run;
  for (const Phase phase : kPhases) {
    const auto i = static_cast<std::size_t>(phase);
    same.check(flag_of(phase, "lr"), arguments.learning_rates[i], run.phase(phase).learning_rate);
    PhaseOptions& its = options.phase(phase);
    const DataFingerprint& data = phase == Phase::pretrain ? state.pretrain_data : state.tune_data;
    const int said_for_both = data.examples > 0 ? arguments.epochs.value_or(its.epochs) : its.epochs;
    its.epochs = arguments.phase_epochs[i].value_or(said_for_both);
  }
  same.check("--batch-size", arguments.batch_size, run.batch_size);
  same.check("--clip-norm", arguments.clip_norm, run.clip_norm);
  same.check("--seed", arguments.seed, run.seed);
  same.check_shuffle(arguments.no_shuffle, run.shuffle);
  same.check("--schedule", arguments.schedule, schedule_name(run.schedule));
  same.check("--warmup-steps", arguments.warmup_steps, run.warmup_steps);
  same.check("--beta2", arguments.beta2, run.adam.beta2);
  same.check("--loss", arguments.loss, run.answers_only ? kAnswers : kAll);
  same.check("--stop", arguments.stop, run.until_learned ? kLearned : kEpochs);
  return options;
}

void check_sizes(const TrainingArguments& arguments, const ModelConfig& config, const std::string& file) {
  const SameOptions same(file);
  for (std::size_t i = 0; i < std::size(kSizeOptions); ++i) {
    same.check(std::string(kSizeOptions[i].flag), arguments.sizes[i], config.*kSizeOptions[i].member);
  }
}

}  // namespace glassgpt
