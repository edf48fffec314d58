#include "native/training_options.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/base/error.h"
#include "native/options.h"

namespace glassgpt {

namespace {

using SaidOptions = std::map<std::string, OptionValue, std::less<>>;

// The names of the recipes.
constexpr std::string_view kAuto = "auto";
constexpr std::string_view kClassic = "classic";

/// In the help, for what is left to the recipe.
constexpr std::string_view kByRecipe = "by recipe";

/// The flag of the epochs, for both phases.
constexpr std::string_view kEpochs = option_named(kPhaseOptions, "epochs").flag;

/// The option that the program has without a command as well.
constexpr std::string_view kSeed = "seed";

/// What a phase's flags begin with.
std::string prefix_of(Phase phase) {
  return std::string(phase_name(phase)).append("-");
}

std::string title_of(Phase phase) {
  return phase == Phase::pretrain ? "pre-training" : "tuning";
}

const OptionValue* find(const SaidOptions& said, std::string_view flag) {
  const auto found = said.find(flag);
  return found == said.end() ? nullptr : &found->second;
}

std::optional<int> find_int(const SaidOptions& said, std::string_view flag) {
  const OptionValue* value = find(said, flag);
  return value == nullptr ? std::nullopt : std::optional(std::get<int>(*value));
}

/// Adds an option whose value goes to `said`.
CLI::Option* add_said(CLI::App& command, const OptionFacts& facts, const OptionValue& fallback, SaidOptions& said,
                      const std::string& fallback_text) {
  const auto take = [&said, flag = std::string(facts.flag)](const OptionValue& value) {
    said.insert_or_assign(flag, value);
  };
  return add_option(command, facts, fallback, fallback_text, take);
}

template <typename Options>
CLI::Option* add_said(CLI::App& command, const Option<Options>& option, SaidOptions& said) {
  const OptionValue fallback = option.fallback();
  return add_said(command, option, fallback, said,
                  option.by_recipe ? std::string(kByRecipe) : value_text(option, fallback));
}

/// Puts what was said in the place of a table's options. @param prefix  of the flags
template <typename Options, std::size_t N>
void apply(const SaidOptions& said, const Option<Options> (&table)[N], Options& options,
           const std::string& prefix = {}) {
  for (const Option<Options>& option : table) {
    const OptionValue* value = find(said, prefix + std::string(option.flag));
    if (value != nullptr) option.set(options, *value);
  }
}

/// Throws Error if something was said that differs from a file's options, naming both.
template <typename Options, std::size_t N>
void check_same(const SaidOptions& said, const Option<Options> (&table)[N], const Options& options,
                const std::string& file, const std::string& prefix = {}) {
  for (const Option<Options>& option : table) {
    const std::string flag = prefix + std::string(option.flag);
    const OptionValue* value = find(said, flag);
    if (value == nullptr) continue;
    const std::string said_text = value_text(option, *value);
    const std::string text_in_file = value_text(option, option.get(options));
    if (said_text == text_in_file) continue;
    const bool is_flag = std::holds_alternative<bool>(*value) && option.choices.empty();
    std::string wrong = "--" + flag;
    if (is_flag) {
      wrong.append(" is given, but not of this file's run");
    } else {
      wrong.append(" is ").append(said_text).append(", but this file has ").append(text_in_file);
    }
    throw Error(file, wrong, "leave the option out or give another file");
  }
}

}  // namespace

void add_size_options(CLI::App& command, TrainingArguments& arguments) {
  for (const Option<TokenizerOptions>& option : kTokenizerOptions) {
    add_said(command, option, arguments.said)->group("Vocabulary");
  }
  for (const Option<ModelConfig>& option : kModelOptions) {
    add_said(command, option, arguments.said)->group("Sizes");
  }
}

void add_recipe_option(CLI::App& command, TrainingArguments& arguments) {
  limit_choice(command.add_option("--recipe", arguments.recipe,
                                  "How to train unless options say otherwise: as suits data and sizes, or as ever"),
               {kAuto, kClassic}, arguments.recipe);
}

void add_epochs_option(CLI::App& command, TrainingArguments& arguments) {
  const Option<PhaseOptions>& option = option_named(kPhaseOptions, "epochs");
  OptionFacts facts = static_cast<const OptionFacts&>(option);
  facts.help = "Passes over the data, in both phases";
  add_said(command, facts, option.fallback(), arguments.said, std::string(kByRecipe));
}

void add_seed_option(CLI::App& command, TrainingArguments& arguments) {
  add_said(command, option_named(kTrainingOptions, kSeed), arguments.said);
}

void add_save_every_option(CLI::App& command, double& minutes) {
  constexpr double kMostMinutes = 1440;
  CLI::Option* option =
      command.add_option("--save-every", minutes, "Minutes between saves on the way, that --resume can go on from");
  limit_number(option, 0, kMostMinutes, number_text(minutes) + ", 0: none");
  option->type_name("MINUTES");
}

void add_threads_option(CLI::App& command, int& threads, const std::string& help) {
  limit_whole(command.add_option("--threads", threads, help), 1, kMostThreads, "all");
}

void add_step_options(CLI::App& command, TrainingArguments& arguments) {
  for (const Option<PhaseOptions>& option : kPhaseOptions) {
    for (const Phase phase : kPhases) {
      const std::string flag = prefix_of(phase).append(option.flag);
      const std::string help = std::string(option.help) + " of " + title_of(phase);
      OptionFacts facts = static_cast<const OptionFacts&>(option);
      facts.flag = flag;
      facts.help = help;
      const bool is_epochs = option.flag == kEpochs;
      add_said(command, facts, option.fallback(), arguments.said,
               is_epochs ? std::string("--").append(kEpochs) : std::string(kByRecipe))
          ->group("Training");
    }
  }
  for (const Option<TrainingOptions>& option : kTrainingOptions) {
    if (option.name != kSeed) add_said(command, option, arguments.said)->group("Training");
  }
}

TokenizerOptions tokenizer_options_of(const TrainingArguments& arguments) {
  TokenizerOptions options;
  apply(arguments.said, kTokenizerOptions, options);
  return options;
}

ModelConfig sizes_of(const TrainingArguments& arguments, const Session& session) {
  ModelConfig config;
  config.max_seq_len = session.recommended_context();
  apply(arguments.said, kModelOptions, config);
  if (config.embedding_dim % config.num_heads != 0) {
    throw Error("--heads",
                std::to_string(config.num_heads) + " does not divide --dim " + std::to_string(config.embedding_dim),
                "choose a divisor of it");
  }
  return config;
}

std::uint64_t seed_of(const TrainingArguments& arguments) {
  TrainingOptions options;
  apply(arguments.said, kTrainingOptions, options);
  return options.seed;
}

TrainingOptions options_of(const TrainingArguments& arguments, const Session& session, const ModelConfig& sizes) {
  const SaidOptions& said = arguments.said;
  TrainingOptions options =
      arguments.recipe == kClassic ? TrainingOptions() : session.recommended(sizes, find_int(said, "batch-size"));
  for (const Phase phase : kPhases) {
    PhaseOptions& its = options.phase(phase);
    its.epochs = find_int(said, kEpochs).value_or(its.epochs);
    apply(said, kPhaseOptions, its, prefix_of(phase));
  }
  const bool says_epochs =
      find(said, kEpochs) != nullptr || find(said, prefix_of(Phase::tune).append(kEpochs)) != nullptr;
  if (says_epochs) options.until_learned = false;
  apply(said, kTrainingOptions, options);
  return options;
}

TrainingOptions options_of(const TrainingArguments& arguments, const TrainingState& state, const std::string& file) {
  const SaidOptions& said = arguments.said;
  TrainingOptions options = state.options;
  for (const Phase phase : kPhases) {
    PhaseOptions& its = options.phase(phase);
    const std::string prefix = prefix_of(phase);
    const DataFingerprint& data = phase == Phase::pretrain ? state.pretrain_data : state.tune_data;
    const int said_for_both = data.examples > 0 ? find_int(said, kEpochs).value_or(its.epochs) : its.epochs;
    its.epochs = find_int(said, prefix + std::string(kEpochs)).value_or(said_for_both);
    check_same(said, kPhaseOptions, its, file, prefix);
  }
  check_same(said, kTrainingOptions, state.options, file);
  return options;
}

void check_model(const TrainingArguments& arguments, const Session& model, const std::string& file) {
  check_same(arguments.said, kModelOptions, model.config(), file);
  check_same(arguments.said, kTokenizerOptions, model.tokenizer_options(), file);
}

}  // namespace glassgpt
